package notify

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/db"
	"mulin/internal/kit/errs"
)

// PushKey is the pair that signs a community's pushes (VAPID, RFC 8292), both as
// unpadded base64url: the public one as a point of 65 bytes, the private one of 32.
type PushKey struct{ Public, Private string }

// Subscription is a browser that wants pushes: its push service's address and
// the keys for it alone, in base64url (RFC 8291).
type Subscription struct {
	ID       int64
	Endpoint string
	P256dh   string
	Auth     string
}

// maxDevices is how many browsers of one person get pushes.
const maxDevices = 10

func keyPlace(community int64) string { return fmt.Sprintf("push_key:%d:sealed", community) }

// PushKeyOf gives the key pair of a community, made on first use; "" Public when
// there is no Web Push here.
func (s *Service) PushKeyOf(ctx context.Context, community int64) (k PushKey, err error) {
	if s.cfg.Pusher == nil {
		return PushKey{}, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		k, err = s.pushKey(ctx, tx, community)
		return err
	})
	if !errors.Is(err, db.ErrNoRow) {
		return k, err
	}
	return s.makeKey(ctx, community)
}

func (s *Service) pushKey(ctx context.Context, tx *db.Tx, community int64) (k PushKey, err error) {
	var sealed []byte
	k, err = db.One(ctx, tx, func(r db.Row) (k PushKey, err error) { return k, r.Scan(&k.Public, &sealed) },
		"SELECT public, sealed FROM push_key WHERE community_id = $1", community)
	if err != nil {
		return PushKey{}, err
	}
	k.Private, err = s.cfg.Box.Open(keyPlace(community), sealed)
	return k, err
}

func (s *Service) makeKey(ctx context.Context, community int64) (k PushKey, err error) {
	pair, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return PushKey{}, err
	}
	public := base64.RawURLEncoding.EncodeToString(pair.PublicKey().Bytes())
	sealed := s.cfg.Box.Seal(keyPlace(community), base64.RawURLEncoding.EncodeToString(pair.Bytes()))
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO push_key (community_id, public, sealed, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (community_id) DO NOTHING",
			community, public, sealed, db.Millis(tx.Now()))
		if err != nil {
			return err
		}
		k, err = s.pushKey(ctx, tx, community) // another server may have been first
		return err
	})
	return k, err
}

func (n Subscription) validate() error {
	u, err := url.Parse(n.Endpoint)
	point, err2 := base64.RawURLEncoding.DecodeString(n.P256dh)
	_, err3 := ecdh.P256().NewPublicKey(point)
	auth, err4 := base64.RawURLEncoding.DecodeString(n.Auth)
	if err := errors.Join(err, err2, err3, err4); err != nil || u.Scheme != "https" || len(auth) != 16 || len(n.Endpoint) > 1000 {
		return errs.InvalidField("endpoint", "notify.push.invalid")
	}
	return nil
}

func subscriptionPlace(id int64) string { return fmt.Sprintf("push_subscription:%d:keys", id) }

// Subscribe keeps a browser of the actor for pushes. A browser that somebody
// else used before is the actor's from now on.
func (s *Service) Subscribe(ctx context.Context, a actor.Actor, n Subscription) error {
	if err := n.validate(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := forget(ctx, tx, a.Community, n.Endpoint); err != nil {
			return err
		}
		have, err := db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM push_subscription WHERE community_id = $1 AND account_id = $2", a.Community, a.Account)
		if err != nil {
			return err
		}
		if have >= maxDevices {
			return errs.InvalidField("endpoint", "notify.push.many", errs.Args{"Max": maxDevices})
		}
		id := tx.NewID()
		keys := s.cfg.Box.Seal(subscriptionPlace(id), n.P256dh+" "+n.Auth)
		_, err = tx.Exec(ctx, "INSERT INTO push_subscription (community_id, id, account_id, endpoint, keys, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
			a.Community, id, a.Account, n.Endpoint, keys, db.Millis(tx.Now()))
		return err
	})
}

func forget(ctx context.Context, tx *db.Tx, community int64, endpoint string) error {
	_, err := tx.Exec(ctx, "DELETE FROM push_subscription WHERE community_id = $1 AND endpoint = $2", community, endpoint)
	return err
}

// Unsubscribe ends pushes to all the actor's browsers.
func (s *Service) Unsubscribe(ctx context.Context, a actor.Actor) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM push_subscription WHERE community_id = $1 AND account_id = $2", a.Community, a.Account)
		return err
	})
}

// Devices counts the actor's browsers that get pushes.
func (s *Service) Devices(ctx context.Context, a actor.Actor) (n int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		n, err = db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM push_subscription WHERE community_id = $1 AND account_id = $2", a.Community, a.Account)
		return err
	})
	return n, err
}

func (s *Service) subscriptions(ctx context.Context, community, person int64) (list []Subscription, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err = db.List(ctx, tx, func(r db.Row) (n Subscription, err error) {
			var sealed []byte
			if err := r.Scan(&n.ID, &n.Endpoint, &sealed); err != nil {
				return n, err
			}
			keys, err := s.cfg.Box.Open(subscriptionPlace(n.ID), sealed)
			if err == nil {
				_, err = fmt.Sscan(keys, &n.P256dh, &n.Auth)
			}
			return n, err
		}, `SELECT p.id, p.endpoint, p.keys FROM push_subscription p JOIN account a ON a.community_id = p.community_id AND a.id = p.account_id
			WHERE p.community_id = $1 AND a.person_id = $2 ORDER BY p.id`, community, person)
		return err
	})
	return list, err
}

// pushPayload is what the service worker shows.
type pushPayload struct {
	Title string `json:"title"`
	Body  string `json:"body"`
	URL   string `json:"url"`
}

// push sends to all browsers of the person. It counts as sent when one took it;
// those that are gone are forgotten.
func (s *Service) push(ctx context.Context, l *letter) error {
	if s.cfg.Pusher == nil {
		return errSkip("no push")
	}
	devices, err := s.subscriptions(ctx, l.community, l.person)
	if err != nil {
		return err
	}
	key, err := s.PushKeyOf(ctx, l.community)
	if err != nil {
		return err
	}
	payload, err := json.Marshal(pushPayload{l.compoundName, s.cfg.Words.For(l.lang).Map(l.Key, l.Args), l.Link})
	if err != nil {
		return err
	}
	return s.pushAll(ctx, l.community, key, devices, payload)
}

func (s *Service) pushAll(ctx context.Context, community int64, key PushKey, devices []Subscription, payload []byte) error {
	taken := false
	var failure error = errSkip("no device")
	for _, d := range devices {
		err := s.cfg.Pusher.Push(ctx, key, d, payload)
		switch {
		case err == nil:
			taken = true
		case errors.Is(err, ErrGone):
			if err := s.db.Write(ctx, func(tx *db.Tx) error { return forget(ctx, tx, community, d.Endpoint) }); err != nil {
				return err
			}
		default:
			failure = err
		}
	}
	if taken {
		return nil
	}
	return failure
}
