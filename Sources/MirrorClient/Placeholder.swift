// MirrorClient
