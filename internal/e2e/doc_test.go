// Package e2e uses the whole program in a real browser: every page as every
// role, on every width, and the main jobs from the first word to the last.
package e2e
