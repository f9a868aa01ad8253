package format

// Reason is an error that names a message; compare it with errors.Is. It never
// repeats what was written, which may be personal.
type Reason string

func (r Reason) Error() string { return string(r) }

// What can be wrong with a written thing.
const (
	Empty        Reason = "format.empty"
	NotAPhone    Reason = "format.not_a_phone"
	NotAMobile   Reason = "format.not_a_mobile"
	NotALandline Reason = "format.not_a_landline"
	IDShape      Reason = "format.id_shape"      // not 17 digits and a digit or X
	IDBirthday   Reason = "format.id_birthday"   // no such day, or in the future
	IDCheck      Reason = "format.id_check"      // the last character does not fit
	CreditShape  Reason = "format.credit_shape"  // not 18 of the 31 characters
	CreditCheck  Reason = "format.credit_check"  // the last character does not fit
	RoomShape    Reason = "format.room_shape"    // no building, unit and number
	RoomBuilding Reason = "format.room_building" // building neither written nor known
	RoomUnit     Reason = "format.room_unit"     // unit missing or zero
	RoomNumber   Reason = "format.room_number"   // floor or door is zero
)
