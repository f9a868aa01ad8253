// Package secret seals personal data at rest (AES-256-GCM) and makes keyed
// hashes by which a sealed value is found again. The key lives outside the
// database, so that a copy of the database alone tells no phone number.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// keyID prefixes each sealed value, so that a later key can be told apart.
const keyID = 1

// Box seals, opens and hashes with keys derived from one master key.
type Box struct {
	aead  cipher.AEAD
	index []byte
}

// New makes a box from a master key of 32 bytes.
func New(master []byte) (*Box, error) {
	if len(master) != 32 {
		return nil, fmt.Errorf("secret: the master key has %d bytes, want 32", len(master))
	}
	seal, err := hkdf.Key(sha256.New, master, nil, "mulin seal 1", 32)
	if err != nil {
		return nil, err
	}
	index, err := hkdf.Key(sha256.New, master, nil, "mulin index 1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(seal)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &Box{aead: aead, index: index}, err
}

// Load takes the master key as hex text, or, when that is empty, from the file
// secret.key in dir, which is made on first use with mode 0600.
func Load(hexKey, dir string) (*Box, error) {
	if hexKey == "" {
		var err error
		if hexKey, err = keyFile(filepath.Join(dir, "secret.key")); err != nil {
			return nil, err
		}
	}
	master, err := hex.DecodeString(strings.TrimSpace(hexKey))
	if err != nil {
		return nil, fmt.Errorf("secret: the master key is not hex: %w", err)
	}
	return New(master)
}

func keyFile(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err == nil {
		return string(text), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	text = []byte(hex.EncodeToString(key) + "\n")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	return string(text), os.WriteFile(path, text, 0o600)
}

// Seal encrypts plain. place ("table:id:column") is bound to it, so that a
// sealed value moved to another row does not open.
func (b *Box) Seal(place, plain string) []byte {
	nonce := make([]byte, b.aead.NonceSize(), b.aead.NonceSize()+len(plain)+17)
	_, _ = rand.Read(nonce)
	return append([]byte{keyID}, b.aead.Seal(nonce, nonce, []byte(plain), []byte(place))...)
}

// Open decrypts what Seal made for the same place.
func (b *Box) Open(place string, sealed []byte) (string, error) {
	n := b.aead.NonceSize()
	if len(sealed) < 1+n || sealed[0] != keyID {
		return "", errors.New("secret: not sealed by a known key")
	}
	plain, err := b.aead.Open(nil, sealed[1:1+n], sealed[1+n:], []byte(place))
	return string(plain), err
}

// Hash is a keyed hash for look-up. kind keeps equal values of different
// meaning apart ("phone", "tail").
func (b *Box) Hash(kind, value string) []byte {
	mac := hmac.New(sha256.New, b.index)
	mac.Write([]byte(kind + "\x00" + value))
	return mac.Sum(nil)
}
