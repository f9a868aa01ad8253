package blob_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"mulin/internal/kit/blob"
	"mulin/internal/kit/db"
	"mulin/internal/kit/db/dbtest"
	"mulin/internal/kit/errs"
)

// half is red on the left and blue on the right.
func half(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{R: 220, A: 255}
			if x >= w/2 {
				c = color.RGBA{B: 220, A: 255}
			}
			m.Set(x, y, c)
		}
	}
	return m
}

func asJPEG(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withOrientation puts an EXIF segment with the tag and a place into a JPEG.
func withOrientation(raw []byte, turn byte) []byte {
	tiff := append([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00"), turn, 0, 0, 0, 0, 0, 0, 0)
	body := append([]byte("Exif\x00\x00"), tiff...)
	body = append(body, "GPSHERE"...)
	segment := []byte{0xFF, 0xE1, 0, 0}
	binary.BigEndian.PutUint16(segment[2:], uint16(len(body)+2))
	out := append([]byte{}, raw[:2]...)
	out = append(out, segment...)
	return append(append(out, body...), raw[2:]...)
}

func shrink(t *testing.T, raw []byte) image.Image {
	t.Helper()
	p, err := blob.Shrink(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(p.JPEG))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestABigPhotoIsShrunkToTheLongerSide(t *testing.T) {
	if got := shrink(t, asJPEG(t, half(3200, 800))).Bounds().Size(); got != image.Pt(1600, 400) {
		t.Errorf("size %v, want 1600 by 400", got)
	}
}

func TestASmallPhotoKeepsItsSize(t *testing.T) {
	if got := shrink(t, asJPEG(t, half(64, 32))).Bounds().Size(); got != image.Pt(64, 32) {
		t.Errorf("size %v, want 64 by 32", got)
	}
}

func TestAPhotoTakenSidewaysIsTurnedUpright(t *testing.T) {
	// red was left; turned by a quarter clockwise (6) it is on top, by three (8) below
	for turn, top := range map[byte]string{6: "red", 8: "blue"} {
		m := shrink(t, withOrientation(asJPEG(t, half(64, 32)), turn))
		if got := m.Bounds().Size(); got != image.Pt(32, 64) {
			t.Errorf("orientation %d: size %v, want 32 by 64", turn, got)
		}
		r, _, b, _ := m.At(16, 4).RGBA()
		if got := map[bool]string{true: "red", false: "blue"}[r > b]; got != top {
			t.Errorf("orientation %d: %s is on top, want %s", turn, got, top)
		}
	}
}

func TestAKeptPhotoHoldsNoPlace(t *testing.T) {
	p, err := blob.Shrink(bytes.NewReader(withOrientation(asJPEG(t, half(64, 32)), 1)))
	if err != nil {
		t.Fatal(err)
	}
	for _, mark := range []string{"Exif", "GPSHERE"} {
		if bytes.Contains(p.JPEG, []byte(mark)) {
			t.Errorf("the kept photo still holds %s", mark)
		}
	}
}

// hugePNG claims a size without holding its pixels.
func hugePNG(t *testing.T, w, h uint32) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, half(2, 2)); err != nil {
		t.Fatal(err)
	}
	raw := b.Bytes()
	binary.BigEndian.PutUint32(raw[16:], w)
	binary.BigEndian.PutUint32(raw[20:], h)
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	return raw
}

func TestWhatIsNoFitPictureIsRefusedAtItsField(t *testing.T) {
	cases := map[string]struct {
		raw  []byte
		want string
	}{
		"text":                {[]byte("not a picture at all"), "photo.err.kind"},
		"nothing":             {nil, "photo.err.kind"},
		"cut off":             {asJPEG(t, half(64, 32))[:100], "photo.err.kind"},
		"too many bytes":      {make([]byte, blob.MaxBytes+1), "photo.err.big"},
		"too many pixels":     {hugePNG(t, 8000, 5001), "photo.err.pixels"},
		"a bomb":              {hugePNG(t, 60000, 60000), "photo.err.pixels"},
		"a gif is not listed": {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "photo.err.kind"},
	}
	for name, c := range cases {
		_, err := blob.Shrink(bytes.NewReader(c.raw))
		e := errs.As(err)
		if e == nil || len(e.Fields) != 1 || e.Fields[0].Key != c.want || e.Fields[0].Name != "photo" {
			t.Errorf("%s: %v, want %s at photo", name, err, c.want)
		}
	}
}

func TestTheSamePhotoIsKeptOnceAndFoundOnlyInItsCommunity(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		ctx, s := context.Background(), blob.New(d)
		raw := asJPEG(t, half(64, 32))
		first, err := s.Save(ctx, 1, bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Save(ctx, 1, bytes.NewReader(raw))
		if err != nil || again != first {
			t.Fatalf("again: %s %v, want %s", again, err, first)
		}
		if jpeg, err := s.Get(ctx, 1, first); err != nil || len(jpeg) == 0 {
			t.Errorf("get: %d bytes, %v", len(jpeg), err)
		}
		if _, err := s.Get(ctx, 2, first); !errs.Is(err, errs.NotFound) {
			t.Errorf("another community: %v, want not found", err)
		}
	})
}
