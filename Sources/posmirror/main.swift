print("posmirror")
