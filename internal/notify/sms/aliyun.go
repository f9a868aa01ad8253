package sms

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the interface's own signature method
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"mulin/internal/kit/id"
	"mulin/internal/notify"
)

// Aliyun sends through SendSms of the API version 2017-05-25, signed by
// HMAC-SHA1. It was tested against a local server that checks the signature and
// with the provider's published example, never against the live service.
//
// The provider sends approved templates only; Template has one variable, named
// by Variable, that takes the text.
type Aliyun struct {
	BaseURL       string // such as https://dysmsapi.aliyuncs.com
	KeyID, Secret string
	SignName      string // approved signature 签名
	Template      string // such as SMS_123456789
	Variable      string // "" is "content"
	HTTP          *http.Client
	Now           func() time.Time
}

// final are the answers that trying again does not change.
const final = "isv.MOBILE_NUMBER_ILLEGAL isv.BLACK_KEY_CONTROL_LIMIT isv.SMS_TEMPLATE_ILLEGAL isv.SMS_SIGNATURE_ILLEGAL isv.INVALID_PARAMETERS SignatureDoesNotMatch InvalidAccessKeyId.NotFound"

// Send sends one message. An error tells the provider's code and never the phone.
func (a Aliyun) Send(ctx context.Context, phone, text string) error {
	variable := a.Variable
	if variable == "" {
		variable = "content"
	}
	param, err := json.Marshal(map[string]string{variable: text})
	if err != nil {
		return err
	}
	q := map[string]string{"AccessKeyId": a.KeyID, "Action": "SendSms", "Format": "JSON", "PhoneNumbers": phone,
		"SignName": a.SignName, "SignatureMethod": "HMAC-SHA1", "SignatureNonce": id.Secret(16), "SignatureVersion": "1.0",
		"TemplateCode": a.Template, "TemplateParam": string(param), "Timestamp": a.Now().UTC().Format("2006-01-02T15:04:05Z"), "Version": "2017-05-25"}
	return a.call(ctx, q)
}

func (a Aliyun) call(ctx context.Context, q map[string]string) error {
	body := "Signature=" + escape(Signature(http.MethodPost, a.Secret, q)) + "&" + canonical(q)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(a.BaseURL, "/")+"/", strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := a.HTTP.Do(req)
	if err != nil {
		return fmt.Errorf("sms: no answer: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct{ Code string }
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<16)).Decode(&answer); err != nil {
		return fmt.Errorf("sms: status %d and no readable answer", resp.StatusCode)
	}
	return verdict(answer.Code)
}

func verdict(code string) error {
	switch {
	case code == "OK":
		return nil
	case code != "" && strings.Contains(" "+final+" ", " "+code+" "):
		return fmt.Errorf("%w: sms: %s", notify.ErrRefused, code)
	}
	return fmt.Errorf("sms: %s", code)
}

// Signature is the provider's RPC signature, version 1.0: HMAC-SHA1 over the
// method and the sorted, percent-encoded parameters.
func Signature(method, secret string, params map[string]string) string {
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write([]byte(method + "&" + escape("/") + "&" + escape(canonical(params))))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func canonical(params map[string]string) string {
	q := url.Values{}
	for k, v := range params {
		q.Set(k, v)
	}
	return strict(q.Encode()) // sorted by key
}

func escape(s string) string { return strict(url.QueryEscape(s)) }

// strict turns form encoding into that of RFC 3986, which the signature wants.
func strict(s string) string {
	return strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(s)
}
