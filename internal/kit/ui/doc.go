// Package ui is the visual house: typed page parts for residents' phones,
// for the desk and for paper. It knows no domain and no language; every string
// it takes is already translated. Class names live in web/static/app.css.
//
// Rules all parts keep: they work without JavaScript and under the policy
// `default-src 'self'` (no inline script, no style attribute); colour is never
// the only sign; every control has a label and a target of at least 44 px
// (60 px in the elder view).
package ui
