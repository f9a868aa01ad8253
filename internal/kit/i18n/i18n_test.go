package i18n

import (
	"testing"
	"testing/fstest"
)

func bundle(t *testing.T, table string) *Bundle {
	t.Helper()
	b, err := Load(fstest.MapFS{"x.tsv": {Data: []byte(table)}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const table = "# key\ta\tb\tc\na.hello\t你好\t你好\tHello\na.homes\t{{.N}}户\t{{.N}}戶\t{{.N}} homes\na.homes#one\t-\t-\t{{.N}} home\na.who\t{{.Name}},您好\t{{.Name}},您好\tHello {{.Name}}\n"

func TestTextsInThreeLanguages(t *testing.T) {
	b := bundle(t, table)
	for _, c := range []struct {
		lang, key, want string
		args            []any
	}{
		{Hans, "a.hello", "你好", nil},
		{En, "a.hello", "Hello", nil},
		{Hant, "a.homes", "3戶", []any{"N", 3}},
		{En, "a.homes", "1 home", []any{"N", 1}},
		{En, "a.homes", "2 homes", []any{"N", 2}},
		{Hans, "a.homes", "1户", []any{"N", 1}},
		{En, "a.who", "Hello <b>", []any{"Name", "<b>"}},
		{"fr", "a.hello", "你好", nil},
		{Hans, "a.none", "⟦a.none⟧", nil},
	} {
		if got := b.For(c.lang).T(c.key, c.args...); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.lang, c.key, got, c.want)
		}
	}
}

func TestLanguageIsNegotiated(t *testing.T) {
	b := bundle(t, table)
	for accept, want := range map[string]string{"": Hans, "zh-CN,zh;q=0.9": Hans, "zh-TW": Hant, "zh-HK,en;q=0.5": Hant, "en-US,en": En, "fr": Hans, "%%%": Hans} {
		if got := b.Negotiate(accept).Lang; got != want {
			t.Errorf("%q: got %s, want %s", accept, got, want)
		}
	}
}

func TestAnIncompleteTableIsRefused(t *testing.T) {
	for _, bad := range []string{"a\tb\tc\n", "a\tb\tc\t\n", "a\t1\t2\t3\na\t1\t2\t3\n"} {
		if _, err := Load(fstest.MapFS{"x.tsv": {Data: []byte(bad)}}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
