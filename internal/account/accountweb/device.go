package accountweb

import "strings"

// deviceKeys says in two message keys what a browser calls itself: the app and
// the device. The order matters: most browsers also claim to be others.
func deviceKeys(agent string) (app, machine string) {
	return first(agent, "account.app.other", []sign{
			{"MicroMessenger", "account.app.wechat"}, {"AlipayClient", "account.app.alipay"}, {"DingTalk", "account.app.dingtalk"},
			{"HuaweiBrowser", "account.app.huawei"}, {"MiuiBrowser", "account.app.miui"}, {"QQBrowser", "account.app.qq"}, {"UCBrowser", "account.app.uc"},
			{"Edg", "account.app.edge"}, {"Firefox", "account.app.firefox"}, {"Chrome", "account.app.chrome"}, {"Safari", "account.app.safari"},
		}), first(agent, "account.machine.other", []sign{
			{"OpenHarmony", "account.machine.harmony"}, {"HarmonyOS", "account.machine.harmony"}, {"iPad", "account.machine.ipad"}, {"iPhone", "account.machine.iphone"},
			{"Android", "account.machine.android"}, {"Windows", "account.machine.windows"}, {"Macintosh", "account.machine.mac"}, {"Linux", "account.machine.linux"},
		})
}

type sign struct{ word, key string }

func first(agent, none string, signs []sign) string {
	for _, s := range signs {
		if strings.Contains(agent, s.word) {
			return s.key
		}
	}
	return none
}
