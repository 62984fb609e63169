// Alleaves
