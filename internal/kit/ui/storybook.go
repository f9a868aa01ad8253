package ui

import "time"

// say picks a sample text; the storybook alone needs words of its own.
func say(lang, hans, hant, english string) string {
	switch lang {
	case "en":
		return english
	case "zh-Hant":
		return hant
	}
	return hans
}

// StorybookShell is a sample frame for the storybook: audience as in Shell.
func StorybookShell(lang, audience string, elder bool) Shell {
	s := Shell{
		Title: say(lang, "部件", "部件", "Components"), Lang: lang, Audience: audience, Elder: elder,
		Demo: true, DemoText: say(lang, "这是演示,里面的人和事都不是真的", "這是演示,裡面的人和事都不是真的", "A demonstration: no person or matter here is real"),
		Compound: say(lang, "示例小区", "示例小區", "Sample Compound"), HomeURL: "/",
		CallPhone: "0379-0000 0000", CallText: say(lang, "打电话", "打電話", "Call"),
		UserName: say(lang, "示例居民001", "示例居民001", "Sample Resident 001"), AccountURL: "/me",
		SignInURL: "/signin", SignOutURL: "/signout",
		SignInText: say(lang, "登录", "登入", "Sign in"), SignOutText: say(lang, "退出", "登出", "Sign out"),
		ElderURL: "/elder", ElderText: elderWord(lang, elder),
		SkipText: say(lang, "跳到正文", "跳到正文", "Skip to content"),
		MenuText: say(lang, "菜单", "選單", "Menu"), CloseText: say(lang, "关闭", "關閉", "Close"),
		NavText:  say(lang, "主菜单", "主選單", "Main menu"),
		ReadText: say(lang, "读给我听", "讀給我聽", "Read aloud"), StopText: say(lang, "停下", "停下", "Stop"),
		Langs: []LangLink{
			{Label: "简体", Lang: "zh-Hans", URL: "?lang=zh-Hans", Active: lang == "zh-Hans"},
			{Label: "繁體", Lang: "zh-Hant", URL: "?lang=zh-Hant", Active: lang == "zh-Hant"},
			{Label: "English", Lang: "en", URL: "?lang=en", Active: lang == "en"},
		},
	}
	s.Nav = residentNav(lang)
	if audience == "staff" {
		s.Nav = staffNav(lang)
		s.Top = SearchBox(Search{ID: "intake", Action: "/desk/find", Label: say(lang, "来电登记", "來電登記", "Intake"),
			Placeholder: say(lang, "电话、姓名、门牌或事项", "電話、姓名、門牌或事項", "Phone, name, door or matter"),
			Go:          say(lang, "找", "找", "Find"), Intake: true})
	}
	return s
}

func elderWord(lang string, elder bool) string {
	if elder {
		return say(lang, "普通字", "普通字", "Usual text")
	}
	return say(lang, "大字", "大字", "Large text")
}

func residentNav(lang string) []NavItem {
	return []NavItem{
		{Label: say(lang, "首页", "首頁", "Home"), Icon: "home", URL: "/", Active: true},
		{Label: say(lang, "报修", "報修", "Report"), Icon: "report", URL: "/report"},
		{Label: say(lang, "我的事", "我的事", "Matters"), Icon: "list", URL: "/matters", Badge: 2},
		{Label: say(lang, "我的", "我的", "Me"), Icon: "person", URL: "/me"},
	}
}

func staffNav(lang string) []NavItem {
	return []NavItem{
		{Label: say(lang, "工作台", "工作台", "Workbench"), Icon: "list", URL: "/desk", Active: true, Badge: 12},
		{Label: say(lang, "日历", "日曆", "Calendar"), Icon: "calendar", URL: "/desk/calendar"},
		{Label: say(lang, "人和房", "人和房", "People and homes"), Icon: "building", URL: "/desk/homes"},
		{Label: say(lang, "收费", "收費", "Payments"), Icon: "wallet", URL: "/desk/payments"},
		{Label: say(lang, "公示", "公示", "Notices"), Icon: "bell", URL: "/desk/notices"},
		{Label: say(lang, "表决", "表決", "Votes"), Icon: "vote", URL: "/desk/votes"},
		{Label: say(lang, "打印", "列印", "Print"), Icon: "print", URL: "/desk/print"},
		{Label: say(lang, "设置", "設定", "Settings"), Icon: "gear", URL: "/desk/settings"},
	}
}

// sampleNow is a fixed moment, so that photographs of the storybook compare.
func sampleNow() time.Time { return time.Date(2026, 7, 1, 14, 20, 0, 0, time.UTC) }

const sampleChart = `<svg viewBox="0 0 320 120" xmlns="http://www.w3.org/2000/svg"><g fill="none" stroke="currentColor" stroke-opacity="0.15"><path d="M0 20H320M0 60H320M0 100H320"/></g><g fill="#b3342b"><rect x="24" y="52" width="36" height="48" rx="3"/><rect x="104" y="36" width="36" height="64" rx="3"/><rect x="184" y="60" width="36" height="40" rx="3"/><rect x="264" y="28" width="36" height="72" rx="3"/></g><g fill="currentColor" font-size="11" text-anchor="middle"><text x="42" y="116">3</text><text x="122" y="116">4</text><text x="202" y="116">5</text><text x="282" y="116">6</text></g></svg>`

const sampleQR = `<svg viewBox="0 0 7 7" xmlns="http://www.w3.org/2000/svg"><path d="M0 0h3v3H0zM4 0h3v3H4zM0 4h3v3H0zM4 4h1v1H4zM6 4h1v1H6zM5 5h1v1H5zM4 6h1v1H4zM6 6h1v1H6z"/></svg>`

func samplePhoto(lang string) Field {
	return Field{Name: "photo", Label: say(lang, "照片", "照片", "Photos"), Optional: say(lang, "选填", "選填", "optional"),
		Hint: say(lang, "拍一张远的、一张近的", "拍一張遠的、一張近的", "One from afar, one close"), Accept: "image/*", Multiple: true}
}

func sampleWhere(lang string) Field {
	return Field{Name: "where", Label: say(lang, "在哪里", "在哪裡", "Where"), Required: true, Value: "home",
		Missing: say(lang, "请选一个地方", "請選一個地方", "Choose a place"),
		Options: []Option{
			{Value: "home", Icon: "home", Label: say(lang, "我家里", "我家裡", "In my home"), Hint: say(lang, "3号楼2单元501", "3號樓2單元501", "Building 3, unit 2, 501")},
			{Value: "stairs", Icon: "building", Label: say(lang, "楼道、电梯", "樓道、電梯", "Stairs or lift")},
			{Value: "yard", Icon: "map-pin", Label: say(lang, "院子里", "院子裡", "In the yard")},
			{Value: "other", Icon: "info", Label: say(lang, "说不清", "說不清", "Hard to say")},
		}}
}

func sampleSteps(lang string) []Step {
	return []Step{
		{Label: say(lang, "已登记", "已登記", "Filed"), State: "done", StateText: say(lang, "完成", "完成", "done"), Note: "7-01 13:40"},
		{Label: say(lang, "已派单", "已派單", "Sent"), State: "done", StateText: say(lang, "完成", "完成", "done"), Note: say(lang, "张师傅", "張師傅", "Mr Zhang")},
		{Label: say(lang, "上门", "上門", "Visit"), State: "now", StateText: say(lang, "正在办", "正在辦", "under way"), Note: say(lang, "15:00 前到", "15:00 前到", "by 15:00")},
		{Label: say(lang, "回访", "回訪", "Call back"), State: "todo", StateText: say(lang, "还没到", "還沒到", "to come")},
		{Label: say(lang, "办结", "辦結", "Closed"), State: "todo", StateText: say(lang, "还没到", "還沒到", "to come")},
	}
}

func sampleStory(lang string) []Event {
	return []Event{
		{Time: "14:10", Datetime: "2026-07-01T14:10", Kind: "info", Title: say(lang, "张师傅出发了", "張師傅出發了", "Mr Zhang is on his way"), Who: say(lang, "张师傅", "張師傅", "Mr Zhang")},
		{Time: "13:52", Datetime: "2026-07-01T13:52", Kind: "warn", Title: say(lang, "改约到 15:00", "改約到 15:00", "Moved to 15:00"), Who: say(lang, "服务处", "服務處", "Office"), Text: say(lang, "前一家的水管没修完,已打电话说明。", "前一家的水管沒修完,已打電話說明。", "The pipe before took longer; we called to explain.")},
		{Time: "13:40", Datetime: "2026-07-01T13:40", Kind: "ok", Title: say(lang, "已登记,编号 2026-0701-008", "已登記,編號 2026-0701-008", "Filed as 2026-0701-008"), Who: say(lang, "示例居民001", "示例居民001", "Sample Resident 001"), Link: "/m/8", LinkText: say(lang, "看照片", "看照片", "See photos")},
		{Time: say(lang, "昨天", "昨天", "Yesterday"), Kind: "danger", Title: say(lang, "厨房水管漏水", "廚房水管漏水", "Kitchen pipe leaks")},
	}
}
