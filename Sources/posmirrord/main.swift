print("posmirrord")
