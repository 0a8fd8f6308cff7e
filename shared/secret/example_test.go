package secret_test

import (
	"encoding/json"
	"fmt"

	"github.com/virtual-mfa/virtual-mfa/shared/secret"
)

func ExampleNew() {
	password := secret.New("correct horse")
	fmt.Println(password)
	fmt.Printf("%+v %#v\n", struct{ Password secret.String }{password}, password)
	text, err := json.Marshal(password)
	fmt.Println(string(text), err)
	fmt.Println(password.Reveal())
	// Output:
	// [redacted]
	// {Password:[redacted]} [redacted]
	// "[redacted]" <nil>
	// correct horse
}
