package format_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"mulin/internal/kit/format"
)

func TestARoomIsReadAsItIsWrittenOnDoorsAndSlips(t *testing.T) {
	for text, want := range map[string]string{
		"A-1-0401":     "A-1-0401",
		"A-1-401":      "A-1-0401",
		"A栋1单元0401":    "A-1-0401",
		"A栋1单元401室":    "A-1-0401",
		"a栋1单元401":     "A-1-0401",
		"A1-401":       "A-1-0401",
		"A1单元401":      "A-1-0401",
		"A栋1-401":      "A-1-0401",
		"A-1单元-401":    "A-1-0401",
		"A 1 401":      "A-1-0401",
		"A / 1 / 401":  "A-1-0401",
		"A栋 1单元 401 号": "A-1-0401",
		"A座一单元401":     "A-1-0401",
		"A棟1單元401":     "A-1-0401",
		"A栋一单元四零一":     "A-1-0401",
		"A—1—401":      "A-1-0401",
		"\uff21栋\uff11单元\uff10\uff14\uff10\uff11":    "A-1-0401",
		"\uff41\uff0d\uff11\uff0d\uff14\uff10\uff11": "A-1-0401",
		"3号楼2单元1201":                                 "3-2-1201",
		"3號樓2單元1201":                                 "3-2-1201",
		"三栋二单元1201":                                  "3-2-1201",
		"十二幢十一单元3301":                                "12-11-3301",
		"二十栋1单元101":                                  "20-1-0101",
		"3#1-101":                                    "3-1-0101",
		"03栋01单元0101":                                "3-1-0101",
		"3-1-101":                                    "3-1-0101",
		"A1栋2单元301":                                  "A1-2-0301",
		"A01-2-301":                                  "A1-2-0301",
		"AB12-1-9999":                                "AB12-1-9999",
	} {
		got, err := format.ParseRoom(text, "")
		if err != nil || got.String() != want {
			t.Errorf("%q reads %v (%v), want %s", text, got, err, want)
		}
	}
}

func TestARoomWithoutBuildingIsInTheGivenOne(t *testing.T) {
	for text, want := range map[string]string{
		"1-401":    "B-1-0401",
		"1单元401":   "B-1-0401",
		"一单元401":   "B-1-0401",
		"12-401":   "B-12-0401",
		"A-1-401":  "A-1-0401",
		"2栋1-401":  "2-1-0401",
		"1单元-0401": "B-1-0401",
	} {
		for _, building := range []string{"B", "b栋", "Ｂ座"} {
			if got, err := format.ParseRoom(text, building); err != nil || got.String() != want {
				t.Errorf("%q in %s reads %v (%v), want %s", text, building, got, err, want)
			}
		}
	}
}

func TestWhatIsNoRoomIsRefusedWithItsReason(t *testing.T) {
	for text, want := range map[string]error{
		"":             format.Empty,
		"　-":           format.Empty,
		"1-401":        format.RoomBuilding,
		"1单元401":       format.RoomBuilding,
		"0栋1单元401":     format.RoomBuilding,
		"A0-1-401":     format.RoomBuilding,
		"401":          format.RoomUnit,
		"A401":         format.RoomUnit,
		"A-401":        format.RoomUnit,
		"A栋401":        format.RoomUnit,
		"A-0-401":      format.RoomUnit,
		"A-1-0001":     format.RoomNumber,
		"A-1-400":      format.RoomNumber,
		"A-1-000":      format.RoomNumber,
		"A-1-12":       format.RoomShape,
		"A-1-12345":    format.RoomShape,
		"A-123-401":    format.RoomShape,
		"ABC-1-401":    format.RoomShape,
		"1234-1-401":   format.RoomShape,
		"A-1-401-2":    format.RoomShape,
		"A-1-4O1":      format.RoomShape,
		"甲栋1单元401":     format.RoomShape,
		"物业服务处":        format.RoomShape,
		"A栋1单元":        format.RoomShape,
		"A栋1单元401的水管坏": format.RoomShape,
	} {
		if got, err := format.ParseRoom(text, ""); got != (format.Room{}) || !errors.Is(err, want) {
			t.Errorf("%q reads %v (%v), want %v", text, got, err, want)
		}
	}
	if _, err := format.ParseRoom("1-401", "甲栋"); !errors.Is(err, format.RoomBuilding) {
		t.Errorf("in an unreadable building: %v", err)
	}
}

func TestTheFloorIsTheNumberWithoutTheDoor(t *testing.T) {
	for number, want := range map[string]int{"0101": 1, "0401": 4, "1099": 10, "3301": 33, "9999": 99} {
		if got := (format.Room{Building: "A", Unit: "1", Number: number}).Floor(); got != want {
			t.Errorf("%s is on floor %d, want %d", number, got, want)
		}
	}
}

func TestEveryWritingOfARoomIsTheSameRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		building := rapid.StringMatching(`[A-Z]{1,2}|[1-9]\d{0,2}`).Draw(t, "building")
		unit := rapid.IntRange(1, 99).Draw(t, "unit")
		number := rapid.IntRange(1, 99).Draw(t, "floor")*100 + rapid.IntRange(1, 99).Draw(t, "door")
		want := format.Room{Building: building, Unit: fmt.Sprint(unit), Number: fmt.Sprintf("%04d", number)}
		for _, pattern := range []string{"%s-%d-%04d", "%s-%d-%d", "%s栋%d单元%d", "%s 座 %d 单元 %04d室", "%s#%d-%d", "%s/%d/%d"} {
			text := fmt.Sprintf(pattern, building, unit, number)
			if got, err := format.ParseRoom(text, ""); got != want || err != nil {
				t.Fatalf("%q reads %v (%v), want %v", text, got, err, want)
			}
		}
		if got, err := format.ParseRoom(fmt.Sprintf("%d-%d", unit, number), building); got != want || err != nil {
			t.Fatalf("in %s: %v (%v), want %v", building, got, err, want)
		}
	})
}

func FuzzParseRoom(f *testing.F) {
	for _, seed := range []string{"A-1-0401", "A栋1单元0401", "A1-401", "1-401", "１单元４０１", "a栋", "三号楼二单元四零一", "3#1-101"} {
		f.Add(seed, "A")
	}
	f.Fuzz(func(t *testing.T, text, building string) {
		room, err := format.ParseRoom(text, building)
		if err != nil {
			var reason format.Reason
			if !errors.As(err, &reason) || room != (format.Room{}) {
				t.Fatalf("%q gives %v and %v", text, room, err)
			}
			return
		}
		if again, err := format.ParseRoom(room.String(), ""); again != room || err != nil {
			t.Fatalf("%q reads %v, read back %v (%v)", text, room, again, err)
		}
		if floor := room.Floor(); floor < 1 || floor > 99 {
			t.Fatalf("%q is on floor %d", text, floor)
		}
	})
}
