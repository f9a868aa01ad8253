package notify_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"mulin/internal/kit/errs"
	"mulin/internal/notify"
	"mulin/internal/notify/push"
)

// browserService plays the push service and the browser behind it: it checks
// the signature (RFC 8292) and decrypts the message (RFC 8291) by itself.
type browserService struct {
	server *httptest.Server
	key    *ecdh.PrivateKey
	auth   []byte

	mu     sync.Mutex
	status int
	signer string
	got    []map[string]string
	err    error
}

func newBrowserService(t *testing.T) *browserService {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	must(t, err)
	b := &browserService{key: key, auth: make([]byte, 16), status: http.StatusCreated}
	_, _ = rand.Read(b.auth)
	b.server = httptest.NewTLSServer(http.HandlerFunc(b.take))
	t.Cleanup(b.server.Close)
	return b
}

func (b *browserService) sender() notify.Pusher {
	return push.Sender{Contact: "https://mulin.example", Client: b.server.Client()}
}

func (b *browserService) subscription() notify.Subscription {
	enc := base64.RawURLEncoding.EncodeToString
	return notify.Subscription{Endpoint: b.server.URL + "/device/1", P256dh: enc(b.key.PublicKey().Bytes()), Auth: enc(b.auth)}
}

func (b *browserService) take(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err == nil {
		b.signer, err = b.checkSigner(r.Header.Get("Authorization"))
	}
	if err == nil {
		var text map[string]string
		if text, err = b.decrypt(body); err == nil {
			b.got = append(b.got, text)
		}
	}
	b.err = errors.Join(b.err, err)
	w.WriteHeader(b.status)
}

// checkSigner verifies the JWT of "vapid t=…, k=…" and gives the public key.
func (b *browserService) checkSigner(header string) (string, error) {
	token, key, ok := strings.Cut(strings.TrimPrefix(header, "vapid t="), ", k=")
	parts := strings.Split(token, ".")
	if !ok || len(parts) != 3 {
		return "", fmt.Errorf("header %q", header)
	}
	point, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil || len(point) != 65 {
		return "", fmt.Errorf("key %q: %w", key, err)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return "", err
	}
	sig, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(sig) != 64 {
		return "", fmt.Errorf("signature of %d bytes: %w", len(sig), err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
		return "", errors.New("the signature does not hold")
	}
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || !strings.Contains(string(claims), b.server.URL) {
		return "", fmt.Errorf("claims %s: %w", claims, err)
	}
	return key, nil
}

func (b *browserService) decrypt(body []byte) (map[string]string, error) {
	salt, sender, sealed := body[:16], body[21:86], body[86:]
	theirs, err := ecdh.P256().NewPublicKey(sender)
	if err != nil {
		return nil, err
	}
	secret, err := b.key.ECDH(theirs)
	if err != nil {
		return nil, err
	}
	info := "WebPush: info\x00" + string(b.key.PublicKey().Bytes()) + string(sender)
	ikm, err := hkdf.Key(sha256.New, secret, b.auth, info, 32)
	if err != nil {
		return nil, err
	}
	cek, err1 := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	nonce, err2 := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	block, err3 := aes.NewCipher(cek)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, err
	}
	text := map[string]string{}
	return text, json.Unmarshal([]byte(strings.TrimRight(string(plain), "\x00\x02")), &text)
}

func TestAPushArrivesSignedAndReadableByTheBrowserAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.choose("push", "")
		must(t, w.notify.Subscribe(t.Context(), w.me, w.push.subscription()))
		w.tell(w.news())
		w.work()
		w.wantStates(map[notify.Channel]notify.State{notify.App: notify.Sent, notify.Push: notify.Sent})
		must(t, w.push.err)
		key, err := w.notify.PushKeyOf(t.Context(), w.c.Community)
		must(t, err)
		if w.push.signer != key.Public {
			t.Error("signed by another key")
		}
		if len(w.push.got) != 1 || w.push.got[0]["body"] != "2026-001 已受理,我们会尽快联系您" || w.push.got[0]["url"] != "/m/abc" || w.push.got[0]["title"] != "示例小区" {
			t.Errorf("got %v", w.push.got)
		}
	})
}

func TestABrowserThatIsGoneIsForgotten(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.choose("push", "")
		must(t, w.notify.Subscribe(t.Context(), w.me, w.push.subscription()))
		w.push.status = http.StatusGone
		w.tell(w.news())
		w.work()
		w.wantStates(map[notify.Channel]notify.State{notify.App: notify.Sent, notify.Push: notify.Skipped})
		n, err := w.notify.Devices(t.Context(), w.me)
		must(t, err)
		if n != 0 {
			t.Errorf("%d browsers", n)
		}
	})
}

func TestAPushServiceThatIsDownIsTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.choose("push", "")
		must(t, w.notify.Subscribe(t.Context(), w.me, w.push.subscription()))
		w.push.status = http.StatusServiceUnavailable
		w.tell(w.news())
		w.work()
		w.wantStates(map[notify.Channel]notify.State{notify.App: notify.Sent, notify.Push: notify.Waiting})
	})
}

func TestTheKeyOfACommunityStaysTheSame(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, err := w.notify.PushKeyOf(t.Context(), w.c.Community)
		must(t, err)
		again, err := w.notify.PushKeyOf(t.Context(), w.c.Community)
		must(t, err)
		if first != again || len(first.Public) != 87 || len(first.Private) != 43 {
			t.Errorf("%v and %v", first.Public, again.Public)
		}
	})
}

func TestABrowserUsedByAnotherPersonIsTheirsNow(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		must(t, w.notify.Subscribe(t.Context(), w.me, w.push.subscription()))
		must(t, w.notify.Subscribe(t.Context(), w.desk, w.push.subscription()))
		mine, err := w.notify.Devices(t.Context(), w.me)
		must(t, err)
		theirs, err := w.notify.Devices(t.Context(), w.desk)
		must(t, err)
		if mine != 0 || theirs != 1 {
			t.Errorf("%d and %d", mine, theirs)
		}
	})
}

func TestASubscriptionThatCannotWorkIsRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		good := w.push.subscription()
		plain, short, point := good, good, good
		plain.Endpoint = "http://push.example/1"
		short.Auth = "AAAA"
		point.P256dh = "AAAA"
		for _, bad := range []notify.Subscription{plain, short, point, {}} {
			if err := w.notify.Subscribe(t.Context(), w.me, bad); !errs.Is(err, errs.Invalid) {
				t.Errorf("%q was taken: %v", bad.Endpoint, err)
			}
		}
	})
}

func TestAFalsePushAddressInsideThisNetworkIsNotCalled(t *testing.T) {
	b := newBrowserService(t)
	sender := push.Sender{Contact: "https://mulin.example", Client: push.PublicOnly()}
	sub := b.subscription()
	key := notify.PushKey{Public: sub.P256dh, Private: base64.RawURLEncoding.EncodeToString(b.key.Bytes())}
	if err := sender.Push(t.Context(), key, sub, []byte("{}")); !errors.Is(err, notify.ErrGone) {
		t.Errorf("got %v", err)
	}
	if len(b.got) != 0 {
		t.Error("it was called")
	}
}
