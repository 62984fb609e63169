// MirrorService
