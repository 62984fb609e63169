// FirestoreModel
