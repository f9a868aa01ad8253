package registry

import "mulin/internal/kit/errs"

// longText is how many characters a reason, basis or note may have.
const longText = 500

// checkReason checks why somebody wants to see what is masked.
func checkReason(reason string) error {
	var v errs.Check
	v.That(reason != "", "reason", "registry.unmask.reason")
	v.Short(reason, "reason", longText)
	return v.Err()
}
