package format

// Contact gives the number a person can be called back on, as it is stored: a
// mobile or landline, no service number. The errors are Empty and NotAPhone.
func Contact(s string) (string, error) {
	p, err := ParsePhone(s)
	if err != nil {
		return "", err
	}
	if p.Kind == Service {
		return "", NotAPhone
	}
	return p.Number, nil
}
