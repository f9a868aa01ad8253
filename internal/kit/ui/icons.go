package ui

// iconPath gives the strokes of one 24 by 24 icon, drawn for a 1.75 px round
// pen. An unknown name gives "", which Icon renders as nothing.
func iconPath(name string) string {
	if d := iconPlace(name); d != "" {
		return d
	}
	if d := iconThing(name); d != "" {
		return d
	}
	return iconAct(name)
}

// IconNames lists every icon in the order the storybook shows them.
func IconNames() []string {
	return []string{
		"home", "phone", "report", "list", "bell", "vote", "wallet", "person", "people", "building",
		"wrench", "clock", "warning", "check", "close", "search", "print", "camera", "menu", "back",
		"forward", "plus", "minus", "filter", "sun", "moon", "text-size", "speaker", "calendar", "map-pin",
		"chart", "gear", "key", "logout", "upload", "download", "edit", "trash", "star", "link",
		"eye", "eye-off", "info", "heart", "shield", "document", "chat", "box", "elevator", "bolt",
		"drop", "flame", "down", "refresh", "lock", "gift",
	}
}

func iconPlace(name string) string {
	switch name {
	case "home":
		return "M4 11.2 12 4l8 7.2M6 9.6V19a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V9.6M10 20v-5.5h4V20"
	case "building":
		return "M5 21V4.5a1 1 0 0 1 1-1h8a1 1 0 0 1 1 1V21M15 9h3.5a1 1 0 0 1 1 1v11M3 21h18M8.5 7.5h3M8.5 11.5h3M8.5 15.5h3"
	case "map-pin":
		return "M12 21c4.4-4.6 6.6-8 6.6-10.8a6.6 6.6 0 1 0-13.2 0C5.4 13 7.6 16.4 12 21ZM12 12.6a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8Z"
	case "person":
		return "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5c.7-3.7 3.6-5.5 7.5-5.5s6.8 1.8 7.5 5.5"
	case "people":
		return "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.6-3.4 3-5 6.5-5s5.9 1.6 6.5 5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 15.4c2 .7 3.1 2.2 3.5 4.6"
	case "elevator":
		return "M6 3.5h12a1 1 0 0 1 1 1v15a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1ZM9.5 10.5 12 8l2.5 2.5M9.5 13.5 12 16l2.5-2.5"
	case "shield":
		return "M12 3.5 19 6v5.5c0 4.3-2.7 7.3-7 9-4.3-1.7-7-4.7-7-9V6l7-2.5ZM9 12l2.2 2.2L15.2 10"
	}
	return ""
}

func iconThing(name string) string {
	switch name {
	case "phone":
		return "M6.5 3.5h2.3a1 1 0 0 1 1 .8l.7 3.2a1 1 0 0 1-.4 1L8.3 9.8a12 12 0 0 0 5.9 5.9l1.3-1.8a1 1 0 0 1 1-.4l3.2.7a1 1 0 0 1 .8 1v2.3a2 2 0 0 1-2.2 2C10.9 18.9 5.1 13.1 4.5 5.7a2 2 0 0 1 2-2.2Z"
	case "report":
		return "M14.5 4.5H6a1.5 1.5 0 0 0-1.5 1.5v12A1.5 1.5 0 0 0 6 19.5h12a1.5 1.5 0 0 0 1.5-1.5V9.5M9 15l.6-3 8.1-8.1a1.7 1.7 0 0 1 2.4 2.4L12 14.4 9 15Z"
	case "list":
		return "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01"
	case "bell":
		return "M6 10a6 6 0 1 1 12 0c0 5 2 6.5 2 6.5H4S6 15 6 10ZM10 20a2.2 2.2 0 0 0 4 0"
	case "vote":
		return "M4.5 13.5V19a1 1 0 0 0 1 1h13a1 1 0 0 0 1-1v-5.5M4.5 13.5h15M4.5 13.5l2-3M19.5 13.5l-2-3M8.5 13.5v-8a1 1 0 0 1 1-1h5a1 1 0 0 1 1 1v8M10.5 8.5l1.2 1.2 2-2.2"
	case "wallet":
		return "M4 7.5v10a2 2 0 0 0 2 2h12.5a1 1 0 0 0 1-1V9a1 1 0 0 0-1-1H5.5A1.5 1.5 0 0 1 4 6.5 2 2 0 0 1 6 4.5h11V8M15.8 13.750h.01"
	case "wrench":
		return "M14.6 6.6a1 1 0 0 0 0 1.3l1.5 1.5a1 1 0 0 0 1.3 0l3-3a5 5 0 0 1-6.6 6.6l-6.3 6.3a2 2 0 0 1-2.8-2.8L11 10.2a5 5 0 0 1 6.6-6.6l-3 3Z"
	case "clock":
		return "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2"
	case "warning":
		return "M12 4.5 20.7 19a.7.7 0 0 1-.6 1H3.9a.7.7 0 0 1-.6-1L12 4.5ZM12 10v4.5M12 17.3h.01"
	case "info":
		return "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 11.5v4.5M12 8h.01"
	case "camera":
		return "M4.5 7.5h3L9 5h6l1.5 2.5h3a1 1 0 0 1 1 1V18a1 1 0 0 1-1 1h-15a1 1 0 0 1-1-1V8.5a1 1 0 0 1 1-1ZM12 16.3a3.3 3.3 0 1 0 0-6.6 3.3 3.3 0 0 0 0 6.6Z"
	case "calendar":
		return "M5.5 5.5h13a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1ZM4.5 10h15M8.5 3.5v4M15.5 3.5v4"
	case "chart":
		return "M4 4v15a1 1 0 0 0 1 1h15M8.5 16v-4M12.5 16V8M16.5 16v-6"
	case "key":
		return "M8 19.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM11 12.7 19.5 4M16 7.5l2.5 2.5"
	case "lock":
		return "M6.5 10.5h11a1 1 0 0 1 1 1V19a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7.5a1 1 0 0 1 1-1ZM8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5"
	case "star":
		return "m12 4 2.4 5 5.6.7-4.1 3.9 1 5.5L12 16.4l-4.9 2.7 1-5.5L4 9.7 9.6 9 12 4Z"
	case "heart":
		return "M12 19.5C6.5 15.5 4 12.5 4 9.3A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.3c0 3.2-2.5 6.2-8 10.2Z"
	case "document":
		return "M7 3.5h7l4.5 4.5v11.5a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1v-15a1 1 0 0 1 1-1ZM14 3.5V8h4.5M9 12.5h6M9 16h6"
	case "chat":
		return "M5.5 5h13a1.5 1.5 0 0 1 1.5 1.5v8a1.5 1.5 0 0 1-1.5 1.5H12l-4.5 3.5V16h-2A1.5 1.5 0 0 1 4 14.5v-8A1.5 1.5 0 0 1 5.5 5ZM8 9h8M8 12h5"
	case "box":
		return "m12 3.5 7.5 4v9l-7.5 4-7.5-4v-9l7.5-4ZM4.5 7.5l7.5 4 7.5-4M12 11.5v9"
	case "bolt":
		return "M13 3.5 5.5 13.5H11l-.5 7 8-10.5H13l.5-6.5Z"
	case "drop":
		return "M12 3.5c3.5 4 5.7 7 5.7 10.2a5.7 5.7 0 0 1-11.4 0C6.3 10.5 8.5 7.5 12 3.5Z"
	case "flame":
		return "M12 3.5c.5 3 4.8 5 4.8 10.2a4.8 4.8 0 0 1-9.6 0c0-2 .8-3.2 1.8-4.2.3 1.3 1 2 1.8 2.2-.3-3 .2-6 1.2-8.2Z"
	case "gift":
		return "M5 11.5h14V19a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-7.5ZM3.5 8h17v3.5h-17V8ZM12 8v12M12 8c-1.5-4.5-5.5-4.5-5.5-2S9.5 8 12 8c2.5 0 5.5.5 5.5-2S13.5 3.5 12 8Z"
	}
	return ""
}

func iconAct(name string) string {
	switch name {
	case "check":
		return "m5 12.5 4.5 4.5L19 7.5"
	case "close":
		return "M6 6l12 12M18 6 6 18"
	case "search":
		return "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.3 15.3 20 20"
	case "print":
		return "M7.5 8.5v-5h9v5M7.5 17H5a1 1 0 0 1-1-1V9.5a1 1 0 0 1 1-1h14a1 1 0 0 1 1 1V16a1 1 0 0 1-1 1h-2.5M7.5 14h9v6.5h-9V14Z"
	case "menu":
		return "M4 7h16M4 12h16M4 17h16"
	case "back":
		return "m14.5 5-7 7 7 7"
	case "forward":
		return "m9.5 5 7 7-7 7"
	case "down":
		return "m5 9 7 7 7-7"
	case "plus":
		return "M12 5v14M5 12h14"
	case "minus":
		return "M5 12h14"
	case "filter":
		return "M4 5.5h16l-6.2 7.3v5.2l-3.6 2v-7.2L4 5.5Z"
	case "sun":
		return "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M18.4 5.6l-1.1 1.1M6.7 17.3l-1.1 1.1"
	case "moon":
		return "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z"
	case "text-size":
		return "M3 18.5 7.5 8l4.5 10.5M4.6 15h5.8M13 18.5l4-9 4 9M14.5 15.5h5M16 5.5h4M18 3.5v4"
	case "speaker":
		return "M4 9.5h3.5L12 5.5v13l-4.5-4H4v-5ZM15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11"
	case "gear":
		return "M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM10.5 3.5h3l.5 2.3 1.9.8 2-1.3 2.1 2.1-1.3 2 .8 1.9 2.3.5v3l-2.3.5-.8 1.9 1.3 2-2.1 2.1-2-1.3-1.9.8-.5 2.3h-3l-.5-2.3-1.9-.8-2 1.3L4 19.2l1.3-2-.8-1.9-2.3-.5v-3l2.3-.5.8-1.9L4 7.4l2.1-2.1 2 1.3 1.9-.8.5-2.3Z"
	case "logout":
		return "M10 4.5H6a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h4M10 12h9.5M16 8l4 4-4 4"
	case "upload":
		return "M12 15.5v-11M7.5 8.5 12 4l4.5 4.5M5 15.5V19a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-3.5"
	case "download":
		return "M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 15.5V19a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-3.5"
	case "edit":
		return "M4.5 19.5l1-4L16 5a2 2 0 0 1 3 3L8.5 18.5l-4 1ZM14 7l3 3"
	case "trash":
		return "M5 7h14M9.5 7V4.5h5V7M7 7l.8 12a1 1 0 0 0 1 1h6.4a1 1 0 0 0 1-1L17 7M10.3 11v5M13.7 11v5"
	case "link":
		return "M10 14a4 4 0 0 0 5.8.2l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.8-.2l-3 3a4 4 0 0 0 5.7 5.7l1-1"
	case "eye":
		return "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z"
	case "eye-off":
		return "M4 4l16 16M9.9 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-2.7 3.4M6.2 7.3A15.5 15.5 0 0 0 2.5 12S6 18.5 12 18.5c1.5 0 2.9-.4 4.1-1M10 10a3 3 0 0 0 4 4"
	case "refresh":
		return "M19.5 11A7.5 7.5 0 0 0 6 7L4 9M4 4.5V9h4.5M4.5 13A7.5 7.5 0 0 0 18 17l2-2M20 19.5V15h-4.5"
	}
	return ""
}
