// Package push sends Web Pushes (RFC 8030, 8291, 8292) to browsers' push services.
package push

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"mulin/internal/notify"
)

// Sender hands pushes to push services.
type Sender struct {
	Contact string // who runs this place: https: address or e-mail, for the push service
	Client  *http.Client
}

// ttl is how many seconds a push service keeps a message for a sleeping phone.
const ttl = 24 * 3600

// PublicOnly is a client that refuses addresses inside this network: the
// address of a push service is told by a browser, and a false one must not make
// this server knock at its neighbours' doors.
func PublicOnly() *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second, Control: refusePrivate}
	transport := &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 10 * time.Second, MaxIdleConns: 20, IdleConnTimeout: time.Minute}
	return &http.Client{Transport: transport, Timeout: 20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

var errPrivate = errors.New("push: not a public address")

func refusePrivate(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	ip := net.ParseIP(host)
	if ip == nil || !ip.IsGlobalUnicast() || ip.IsPrivate() || sharedSpace(ip) {
		return errPrivate
	}
	return nil
}

// sharedSpace is 100.64.0.0/10 (RFC 6598), where clouds keep their own services.
func sharedSpace(ip net.IP) bool {
	v4 := ip.To4()
	return v4 != nil && v4[0] == 100 && v4[1]&0xc0 == 64
}

// Push encrypts and sends one message. An error tells the status and never the
// address, which would let others push.
func (s Sender) Push(ctx context.Context, key notify.PushKey, to notify.Subscription, payload []byte) error {
	resp, err := webpush.SendNotificationWithContext(ctx, payload,
		&webpush.Subscription{Endpoint: to.Endpoint, Keys: webpush.Keys{Auth: to.Auth, P256dh: to.P256dh}},
		&webpush.Options{HTTPClient: s.Client, Subscriber: s.Contact, TTL: ttl, Urgency: webpush.UrgencyHigh,
			VAPIDPublicKey: key.Public, VAPIDPrivateKey: key.Private})
	if errors.Is(err, errPrivate) {
		return fmt.Errorf("%w: %w", notify.ErrGone, errPrivate)
	}
	if err != nil {
		return errors.New("push: no answer from the push service")
	}
	defer func() { _ = resp.Body.Close() }()
	switch {
	case resp.StatusCode < 300:
		return nil
	case resp.StatusCode == http.StatusNotFound || resp.StatusCode == http.StatusGone:
		return notify.ErrGone
	}
	return fmt.Errorf("push: status %d", resp.StatusCode)
}
