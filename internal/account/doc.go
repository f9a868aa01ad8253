// Package account signs people in: phone and password, phone and one-time code,
// or a paper card with a QR code that the desk prints for elders and can revoke.
//
// Rules kept here:
//   - Secrets are never stored: passwords as argon2id, codes, cards and session
//     tokens as hashes.
//   - Failed tries are counted per phone and per address, in the database, so
//     that several servers count together; the answer never tells whether a
//     number is known.
//   - Every session can be seen and ended by its owner.
package account
