// Package weights turns the variables of a GoMLX model into a plain value that package keep can
// hold, and back, with exactly the same bits.
//
//	func fit() (weights.Weights, error) {
//		store := model.NewStore()
//		...                                  // minutes of training
//		return weights.Of(store)
//	}
//	%%
//	fitted := must.M1(keep.Once("fitted", settings, fit))
//	store := model.NewStore()
//	must.M(fitted.Restore(store))            // now build the model's graph on store
//
// All variables are taken, those of the optimiser and the random state too, so that training can go
// on. Hyperparameters (Store.SetParam) are not variables: set them where the model is built.
package weights
