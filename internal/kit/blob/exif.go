package blob

import (
	"bytes"
	"encoding/binary"
)

// orientation reads EXIF tag 0x0112 of a JPEG: 1 to 8, and 1 when there is none
// or it cannot be read.
func orientation(raw []byte) int {
	tiff := exif(raw)
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	start := int64(order.Uint32(tiff[4:]))
	if start+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[start+2:]
	for n := int(order.Uint16(tiff[start:])); n > 0 && len(entries) >= 12; n-- {
		if order.Uint16(entries) == 0x0112 {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[12:]
	}
	return 1
}

// exif finds the TIFF part of the APP1 segment of a JPEG.
func exif(raw []byte) []byte {
	for at := 2; at+4 <= len(raw) && raw[at] == 0xFF && raw[at+1] != 0xDA; {
		size := int(binary.BigEndian.Uint16(raw[at+2:]))
		end := min(at+2+size, len(raw))
		body := raw[min(at+4, end):end]
		if raw[at+1] == 0xE1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")) {
			return body[6:]
		}
		if size < 2 {
			return nil
		}
		at = at + 2 + size
	}
	return nil
}
