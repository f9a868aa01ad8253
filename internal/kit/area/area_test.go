package area_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"mulin/internal/kit/area"
)

func TestAnAreaIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]area.AreaCm2{
		"112.36":      1123600,
		"112.36㎡":     1123600,
		"86.48 m²":    864800,
		"86.48M2":     864800,
		"86.48 m^2":   864800,
		"112.36平方米":   1123600,
		" 112.36 平米 ": 1123600,
		"112平":        1120000,
		"90":          900000,
		"090.50":      905000,
		"1,234.5":     12345000,
		"92508.76":    925087600,
		"0.0001":      1,
		"88.1234":     881234,
		"100000":      area.Max,
		"100,000.0":   area.Max,
		"\uff11\uff11\uff12\uff0e\uff13\uff16\u3000㎡": 1123600,
	} {
		if got, err := area.Parse(text); got != want || err != nil {
			t.Errorf("%q reads %d (%v), want %d", text, got, err, want)
		}
	}
}

func TestWhatIsNoAreaIsRefusedWithItsReason(t *testing.T) {
	for text, want := range map[string]error{
		"":                        area.Empty,
		"　":                       area.Empty,
		"㎡":                       area.Empty,
		"abc":                     area.NotANumber,
		"一百平":                     area.NotANumber,
		"12.":                     area.NotANumber,
		".5":                      area.NotANumber,
		"1.2.3":                   area.NotANumber,
		"12,34":                   area.NotANumber,
		"1 234":                   area.NotANumber,
		"+12":                     area.NotANumber,
		"1e3":                     area.NotANumber,
		"112.36㎡㎡":                area.NotANumber,
		"112.36平方公里":              area.NotANumber,
		"1.00000":                 area.TooPrecise,
		"0":                       area.NotPositive,
		"0.0000":                  area.NotPositive,
		"-3":                      area.NotPositive,
		"－3":                      area.NotPositive,
		"100000.0001":             area.TooLarge,
		"99999999999999999999999": area.TooLarge,
	} {
		if got, err := area.Parse(text); got != 0 || !errors.Is(err, want) {
			t.Errorf("%q reads %d (%v), want %v", text, got, err, want)
		}
	}
}

func TestAnAreaShowsTwoDecimalsAndMoreWhenNeeded(t *testing.T) {
	for cm2, want := range map[area.AreaCm2]string{
		0:             "0.00",
		1:             "0.0001",
		10:            "0.001",
		1123600:       "112.36",
		1123000:       "112.30",
		1120000:       "112.00",
		1123610:       "112.361",
		-1123600:      "-112.36",
		math.MinInt64: "-922337203685477.5808",
		math.MaxInt64: "922337203685477.5807",
	} {
		if got := cm2.String(); got != want {
			t.Errorf("%d shows %s, want %s", int64(cm2), got, want)
		}
	}
}

func TestAnyAreaReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := area.AreaCm2(rapid.Int64Range(1, int64(area.Max)).Draw(t, "cm2"))
		unit := rapid.SampledFrom([]string{"", "㎡", " m²", "平方米"}).Draw(t, "unit")
		if got, err := area.Parse(a.String() + unit); got != a || err != nil {
			t.Fatalf("%s reads back as %d (%v)", a, got, err)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"112.36㎡", "86.48 m²", "-0", "1,234.5平方米", "１１２．３６", "9e9"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := area.Parse(text)
		if err != nil {
			var reason area.Reason
			if !errors.As(err, &reason) || got != 0 {
				t.Fatalf("%q gives %d and %v", text, got, err)
			}
			return
		}
		if again, err := area.Parse(got.String()); got < 1 || got > area.Max || again != got || err != nil {
			t.Fatalf("%q reads %d, shown %s, read back %d (%v)", text, got, got, again, err)
		}
	})
}
