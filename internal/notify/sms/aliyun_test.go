package sms_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"mulin/internal/notify"
	"mulin/internal/notify/sms"
)

// TestTheSignatureIsThatOfThePublishedExample uses the example in the provider's
// description of the signature.
func TestTheSignatureIsThatOfThePublishedExample(t *testing.T) {
	got := sms.Signature("GET", "testSecret", map[string]string{
		"SignatureMethod": "HMAC-SHA1", "SignatureNonce": "45e25e9b-0a6f-4070-8c85-2956eda1b466", "AccessKeyId": "testId",
		"SignatureVersion": "1.0", "Timestamp": "2017-07-12T02:42:19Z", "Format": "XML", "Action": "SendSms", "Version": "2017-05-25",
		"RegionId": "cn-hangzhou", "PhoneNumbers": "15300000001", "SignName": "阿里云短信测试专用", "TemplateParam": `{"customer":"test"}`,
		"TemplateCode": "SMS_71390007", "OutId": "123"})
	if got != "zJDF+Lrzhj/ThnlvIToysFRq6t4=" {
		t.Fatalf("got %s", got)
	}
}

// provider answers as the service does when the signature holds.
func provider(t *testing.T, code string) (sms.Aliyun, *http.Request) {
	seen := &http.Request{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		params := map[string]string{}
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		for k := range r.PostForm {
			if k != "Signature" {
				params[k] = r.PostForm.Get(k)
			}
		}
		*seen = *r
		answer := code
		if r.PostForm.Get("Signature") != sms.Signature("POST", "a secret", params) {
			answer = "SignatureDoesNotMatch"
		}
		_, _ = w.Write([]byte(`{"Code":"` + answer + `","Message":"x"}`))
	}))
	t.Cleanup(server.Close)
	return sms.Aliyun{BaseURL: server.URL, KeyID: "id", Secret: "a secret", SignName: "睦邻", Template: "SMS_1", HTTP: server.Client(), Now: time.Now}, seen
}

func TestAMessageArrivesWithItsTextInTheTemplatesVariable(t *testing.T) {
	a, seen := provider(t, "OK")
	if err := a.Send(t.Context(), "13800000001", "您好 *~+ 100%"); err != nil {
		t.Fatal(err)
	}
	if got := seen.PostForm.Get("TemplateParam"); got != `{"content":"您好 *~+ 100%"}` || seen.PostForm.Get("PhoneNumbers") != "13800000001" {
		t.Errorf("got %q", got)
	}
}

func TestAnswersThatCannotChangeAreFinal(t *testing.T) {
	for code, final := range map[string]bool{"isv.MOBILE_NUMBER_ILLEGAL": true, "isv.BUSINESS_LIMIT_CONTROL": false, "": false} {
		a, _ := provider(t, code)
		if err := a.Send(t.Context(), "13800000001", "x"); err == nil || errors.Is(err, notify.ErrRefused) != final {
			t.Errorf("%q: %v", code, err)
		}
	}
}

func TestAWrongSecretIsFinal(t *testing.T) {
	a, _ := provider(t, "OK")
	a.Secret = "another"
	if err := a.Send(t.Context(), "13800000001", "x"); !errors.Is(err, notify.ErrRefused) {
		t.Errorf("got %v", err)
	}
}
