// MirrorMessages
