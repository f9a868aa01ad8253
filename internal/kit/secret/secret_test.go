package secret

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func box(t *testing.T) *Box {
	t.Helper()
	b, err := New(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestASealedValueOpensOnlyAtItsPlace(t *testing.T) {
	b := box(t)
	sealed := b.Seal("person_phone:1:sealed", "13900000001")
	if got, err := b.Open("person_phone:1:sealed", sealed); err != nil || got != "13900000001" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := b.Open("person_phone:2:sealed", sealed); err == nil {
		t.Error("a value moved to another row still opens")
	}
}

func TestASealedValueHidesItsText(t *testing.T) {
	if bytes.Contains(box(t).Seal("x", "13900000001"), []byte("139")) {
		t.Error("the number is readable")
	}
}

func TestAChangedByteDoesNotOpen(t *testing.T) {
	b := box(t)
	sealed := b.Seal("x", "13900000001")
	for i := range sealed {
		bad := bytes.Clone(sealed)
		bad[i] ^= 1
		if _, err := b.Open("x", bad); err == nil {
			t.Fatalf("byte %d changed and it still opens", i)
		}
	}
}

func TestHashesOfDifferentKindsDiffer(t *testing.T) {
	b := box(t)
	if bytes.Equal(b.Hash("phone", "0001"), b.Hash("tail", "0001")) {
		t.Error("kinds are mixed up")
	}
}

func TestTheKeyFileIsMadeOnceAndPrivate(t *testing.T) {
	dir := t.TempDir()
	first, err := Load("", dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Load("", dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := second.Open("x", first.Seal("x", "y")); err != nil || got != "y" {
		t.Errorf("the second start has another key: %v", err)
	}
	info, err := os.Stat(filepath.Join(dir, "secret.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, err %v", info.Mode(), err)
	}
}

func TestABadMasterKeyIsRefused(t *testing.T) {
	for _, key := range []string{"zz", "00ff"} {
		if _, err := Load(key, ""); err == nil {
			t.Errorf("%q was taken", key)
		}
	}
}
