package blob

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"mulin/internal/kit/errs"
)

const quality = 82 // of the JPEG as kept: small, and a meter can still be read

// clean turns a JPEG, PNG or WebP into an upright JPEG of at most MaxSide
// without anything else inside it.
func clean(raw []byte) ([]byte, error) {
	cfg, format, err := image.DecodeConfig(bytes.NewReader(raw))
	if err != nil {
		return nil, errs.InvalidField("photo", "photo.err.kind")
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > MaxPixels/cfg.Height {
		return nil, errs.InvalidField("photo", "photo.err.pixels")
	}
	picture, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, errs.InvalidField("photo", "photo.err.kind")
	}
	turn := 1
	if format == "jpeg" {
		turn = orientation(raw)
	}
	var out bytes.Buffer
	err = jpeg.Encode(&out, upright(shrink(picture), turn), &jpeg.Options{Quality: quality})
	return out.Bytes(), err
}

// shrink draws the picture on white, no side longer than MaxSide.
func shrink(src image.Image) *image.RGBA {
	w, h := fit(src.Bounds().Dx(), src.Bounds().Dy())
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Over, nil)
	return dst
}

func fit(w, h int) (int, int) {
	longer := max(w, h)
	if longer <= MaxSide {
		return w, h
	}
	return max(1, w*MaxSide/longer), max(1, h*MaxSide/longer)
}

// upright turns the picture as its EXIF orientation (1 to 8) says.
func upright(src *image.RGBA, turn int) *image.RGBA {
	if turn <= 1 || turn > 8 {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	size := image.Rect(0, 0, w, h)
	if turn >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := turned(turn, x, y, w, h)
			dst.SetRGBA(tx, ty, src.RGBAAt(x, y))
		}
	}
	return dst
}

// turned tells where the point of a picture of w by h goes (EXIF 2.3, tag 0x0112).
func turned(turn, x, y, w, h int) (int, int) {
	switch turn {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}
