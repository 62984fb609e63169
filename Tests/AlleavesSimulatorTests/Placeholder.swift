// AlleavesSimulator
