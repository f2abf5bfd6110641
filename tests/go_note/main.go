// Opens and signs notes with Go's own package, for tests/go_note.rs.
//
//	main open ROOT              the notes below ROOT/keys, ROOT/statement and ROOT/signatures, each against the
//	                            verifier keys in the records of ROOT/keys; one line a note
//	main check VKEY...          the note on the standard input
//	main generate NAME          a key: the signer key and the verifier key, one a line
//	main sign SKEY...           a note over the text on the standard input
//
// Build it with: GO111MODULE=off GOPATH=/usr/share/gocode go build main.go
package main

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

func main() {
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(command string, arguments []string) error {
	switch command {
	case "open":
		return openAll(arguments[0])
	case "check":
		var known []note.Verifier
		for _, key := range arguments {
			verifier, err := note.NewVerifier(key)
			if err != nil {
				return err
			}
			known = append(known, verifier)
		}
		bytes, err := io.ReadAll(os.Stdin)
		if err != nil {
			return err
		}
		return open("-", bytes, note.VerifierList(known...))
	case "generate":
		secret, public, err := note.GenerateKey(rand.Reader, arguments[0])
		if err != nil {
			return err
		}
		fmt.Println(secret)
		fmt.Println(public)
		return nil
	case "sign":
		var signers []note.Signer
		for _, key := range arguments {
			signer, err := note.NewSigner(key)
			if err != nil {
				return err
			}
			signers = append(signers, signer)
		}
		text, err := io.ReadAll(os.Stdin)
		if err != nil {
			return err
		}
		signed, err := note.Sign(&note.Note{Text: string(text)}, signers...)
		if err != nil {
			return err
		}
		_, err = os.Stdout.Write(signed)
		return err
	}
	return fmt.Errorf("no command %s", command)
}

// open prints path, digest of the text, and name and key hash of each verified signature.
func open(path string, bytes []byte, known note.Verifiers) error {
	opened, err := note.Open(bytes, known)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	fmt.Printf("%s %x", path, sha256.Sum256([]byte(opened.Text)))
	for _, signature := range opened.Sigs {
		fmt.Printf(" %s+%08x", signature.Name, signature.Hash)
	}
	fmt.Printf(" unverified:%d\n", len(opened.UnverifiedSigs))
	return nil
}

func openAll(root string) error {
	var known []note.Verifier
	err := walk(filepath.Join(root, "keys"), func(path string, bytes []byte) error {
		for _, line := range strings.Split(string(bytes), "\n") {
			if strings.HasPrefix(line, "key ") {
				verifier, err := note.NewVerifier(strings.TrimPrefix(line, "key "))
				if err != nil {
					return fmt.Errorf("%s: %w", path, err)
				}
				known = append(known, verifier)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	verifiers := note.VerifierList(known...)
	for _, folder := range []string{"keys", "statement", "signatures"} {
		err := walk(filepath.Join(root, folder), func(path string, bytes []byte) error {
			relative, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			return open(relative, bytes, verifiers)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// walk calls visit with every .note file below the directory.
func walk(directory string, visit func(path string, bytes []byte) error) error {
	return filepath.Walk(directory, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() || filepath.Ext(path) != ".note" {
			return err
		}
		bytes, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return visit(path, bytes)
	})
}
