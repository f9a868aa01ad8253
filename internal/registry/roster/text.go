package roster

// message is one text in the three languages. {cell}, {text}, {other} and {n}
// stand for the error's fields.
type message struct{ hans, hant, en string }

// textOf is the one table of everything this package says to people.
func textOf(code string) message {
	if m, ok := fileText(code); ok {
		return m
	}
	if m, ok := roomText(code); ok {
		return m
	}
	return valueText(code)
}

func fileText(code string) (message, bool) {
	m, ok := map[string]message{
		CodeEmpty: {"文件里没有内容。",
			"檔案裏沒有內容。",
			"The file is empty."},
		CodeTooBig: {"文件超过 {n} MB，请分成几个文件再导入。",
			"檔案超過 {n} MB，請分成幾個檔案再匯入。",
			"The file is larger than {n} MB. Please split it into several files."},
		CodeUnzipTooBig: {"文件解压后超过 {n} MB，不能导入。请只留下住户名单，另存为新的 .xlsx 再试。",
			"檔案解壓後超過 {n} MB，不能匯入。請只留下住戶名單，另存為新的 .xlsx 再試。",
			"The file unpacks to more than {n} MB and cannot be imported. Keep only the roster, save it as a new .xlsx and try again."},
		CodeTooManyRows: {"表格超过 {n} 行，请分成几个文件再导入。",
			"表格超過 {n} 行，請分成幾個檔案再匯入。",
			"The sheet has more than {n} rows. Please split it into several files."},
		CodeOldExcel: {"这是旧版 Excel 或 WPS 文件（.xls）。请打开它，选「另存为」→「.xlsx」，再导入新文件。",
			"這是舊版 Excel 或 WPS 檔案（.xls）。請打開它，選「另存新檔」→「.xlsx」，再匯入新檔案。",
			"This is an old Excel or WPS file (.xls). Open it, choose Save As → .xlsx, and import the new file."},
		CodePassword: {"文件有密码。请打开它，去掉密码后保存，再导入。",
			"檔案有密碼。請打開它，去掉密碼後儲存，再匯入。",
			"The file has a password. Open it, remove the password, save, and import again."},
		CodeNotSheet: {"这不是表格文件。请用 Excel 或 WPS 存成 .xlsx 或 .csv，再导入。",
			"這不是表格檔案。請用 Excel 或 WPS 存成 .xlsx 或 .csv，再匯入。",
			"This is not a spreadsheet. Save it as .xlsx or .csv with Excel or WPS, then import it."},
		CodeDamaged: {"文件打不开，可能损坏了。请用 Excel 或 WPS 打开，另存为 .xlsx 再试。",
			"檔案打不開，可能損壞了。請用 Excel 或 WPS 打開，另存為 .xlsx 再試。",
			"The file cannot be read and may be damaged. Open it with Excel or WPS, save it as .xlsx and try again."},
		CodeEncoding: {"文件里的文字认不出来。请用 Excel 或 WPS 打开，另存为 .xlsx 再试。",
			"檔案裏的文字認不出來。請用 Excel 或 WPS 打開，另存為 .xlsx 再試。",
			"The text of the file cannot be recognised. Open it with Excel or WPS, save it as .xlsx and try again."},
		CodeQuotes: {"第 {n} 行的引号不成对。请改好，或用 Excel 另存为 .xlsx 再导入。",
			"第 {n} 行的引號不成對。請改好，或用 Excel 另存為 .xlsx 再匯入。",
			"Line {n} has an unpaired quotation mark. Correct it, or save the file as .xlsx with Excel."},
		CodeNoSheet: {"文件里没有叫「{text}」的表。",
			"檔案裏沒有叫「{text}」的表。",
			"The file has no sheet named “{text}”."},
		CodeNoRoomColumn: {"没有找到房号这一列。请指出哪一列是房屋或房号。",
			"沒有找到房號這一欄。請指出哪一欄是房屋或房號。",
			"No column for the room was found. Please say which column holds the room."},
		CodeNoAreaColumn: {"没有找到建筑面积这一列。请指出哪一列是建筑面积。",
			"沒有找到建築面積這一欄。請指出哪一欄是建築面積。",
			"No column for the floor area was found. Please say which column holds the gross floor area."},
		CodeNoRows: {"表头下面没有住户。",
			"表頭下面沒有住戶。",
			"There are no homes below the header."},
		CodeOtherSheets: {"文件里还有别的表没有读：{text}。如有住户，请逐个导入。",
			"檔案裏還有別的表沒有讀：{text}。如有住戶，請逐個匯入。",
			"Other sheets of the file were not read: {text}. If they hold homes, import them one by one."},
	}[code]
	return m, ok
}

func roomText(code string) (message, bool) {
	m, ok := map[string]message{
		CodeRoomMissing: {"{cell} 没有填房号。",
			"{cell} 沒有填房號。",
			"{cell} has no room."},
		CodeBuildingMissing: {"{cell} 的「{text}」没有写是哪一栋。请写明，或在导入时选定楼栋。",
			"{cell} 的「{text}」沒有寫是哪一棟。請寫明，或在匯入時選定樓棟。",
			"{cell} “{text}” does not say which building. Write it, or choose a building for the import."},
		CodeUnitMissing: {"{cell} 没有填单元。",
			"{cell} 沒有填單元。",
			"{cell} has no unit."},
		CodeRoomUnreadable: {"{cell} 的房屋「{text}」看不懂，请写成 A栋1单元0401 或 A-1-0401。",
			"{cell} 的房屋「{text}」看不懂，請寫成 A棟1單元0401 或 A-1-0401。",
			"{cell} “{text}” cannot be read as a room. Write it like A栋1单元0401 or A-1-0401."},
		CodeRoomConflict: {"{cell} 的房屋「{text}」与 {other} 写的楼栋或单元不一致。",
			"{cell} 的房屋「{text}」與 {other} 寫的樓棟或單元不一致。",
			"{cell} “{text}” disagrees with the building or unit in {other}."},
		CodeRoomDuplicate: {"{cell} 的房屋「{text}」与 {other} 重复，一户只能出现一次。",
			"{cell} 的房屋「{text}」與 {other} 重複，一戶只能出現一次。",
			"{cell} “{text}” is the same home as {other}. Each home may appear once."},
		CodeRoomDate: {"{cell} 的房号被表格软件改成了日期「{text}」。请把这一列设为文本，重新填写。",
			"{cell} 的房號被表格軟件改成了日期「{text}」。請把這一欄設為文字，重新填寫。",
			"{cell}: the spreadsheet turned the room into the date “{text}”. Format the column as text and enter it again."},
		CodeNewUnit: {"{cell} 的单元 {other} 以前没有，请核对是不是写错了。",
			"{cell} 的單元 {other} 以前沒有，請核對是不是寫錯了。",
			"{cell}: unit {other} is new. Please check that it is right."},
		CodeLoneUnit: {"{cell} 的单元 {other} 在表里只有这一户，请核对是不是写错了。",
			"{cell} 的單元 {other} 在表裏只有這一戶，請核對是不是寫錯了。",
			"{cell}: this is the only home in unit {other}. Please check that it is right."},
	}[code]
	return m, ok
}

func valueText(code string) message {
	return map[string]message{
		CodeAreaMissing: {"{cell} 的面积没有填。",
			"{cell} 的面積沒有填。",
			"{cell} has no floor area."},
		CodeAreaNotNumber: {"{cell} 的面积「{text}」不是数字，请写成 112.36 这样。",
			"{cell} 的面積「{text}」不是數字，請寫成 112.36 這樣。",
			"{cell}: the floor area “{text}” is not a number. Write it like 112.36."},
		CodeAreaNegative: {"{cell} 的面积 {text} 是负数，面积必须大于 0。",
			"{cell} 的面積 {text} 是負數，面積必須大於 0。",
			"{cell}: the floor area {text} is negative. It must be above 0."},
		CodeAreaZero: {"{cell} 的面积是 0，面积必须大于 0。",
			"{cell} 的面積是 0，面積必須大於 0。",
			"{cell}: the floor area is 0. It must be above 0."},
		CodeAreaTooFine: {"{cell} 的面积 {text} 小数太多，最多 4 位小数。",
			"{cell} 的面積 {text} 小數太多，最多 4 位小數。",
			"{cell}: the floor area {text} has too many decimals, at most 4 are allowed."},
		CodeAreaTooLarge: {"{cell} 的面积 {text} 太大，一户不应超过 100000 平方米。",
			"{cell} 的面積 {text} 太大，一戶不應超過 100000 平方米。",
			"{cell}: the floor area {text} is too large for one home (at most 100000 ㎡)."},
		CodeNameFormula: {"{cell} 的姓名「{text}」像公式，姓名不能以 = + - @ 开头。",
			"{cell} 的姓名「{text}」像公式，姓名不能以 = + - @ 開頭。",
			"{cell}: the name “{text}” looks like a formula. A name must not begin with = + - @."},
		CodeNameUnsafe: {"{cell} 的姓名「{text}」里有不能用的符号（如 < >），请改成姓名。",
			"{cell} 的姓名「{text}」裏有不能用的符號（如 < >），請改成姓名。",
			"{cell}: the name “{text}” holds signs that are not allowed (such as < >). Please write the name."},
		CodeNameTooLong: {"{cell} 的姓名「{text}」有 {n} 个字，最多 40 个字。几个人请用顿号隔开。",
			"{cell} 的姓名「{text}」有 {n} 個字，最多 40 個字。幾個人請用頓號隔開。",
			"{cell}: the name “{text}” has {n} characters, at most 40 are allowed. Separate several people by 、."},
		CodePhoneTooFew: {"{cell} 的电话 {text} 只有 {n} 位，手机号应为 11 位。",
			"{cell} 的電話 {text} 只有 {n} 位，手機號應為 11 位。",
			"{cell}: the phone {text} has only {n} digits. A mobile number has 11."},
		CodePhoneTooMany: {"{cell} 的电话 {text} 有 {n} 位，手机号应为 11 位。",
			"{cell} 的電話 {text} 有 {n} 位，手機號應為 11 位。",
			"{cell}: the phone {text} has {n} digits. A mobile number has 11."},
		CodePhoneStart: {"{cell} 的电话 {text} 有 {n} 位，但不是手机号（13 到 19 开头），也不是带区号的座机（如 0851-28220000）。",
			"{cell} 的電話 {text} 有 {n} 位，但不是手機號（13 到 19 開頭），也不是帶區號的座機（如 0851-28220000）。",
			"{cell}: the phone {text} has {n} digits but is neither a mobile number (13 to 19) nor a landline with area code (such as 0851-28220000)."},
		CodePhoneNotNumber: {"{cell} 的电话「{text}」里有数字以外的字。",
			"{cell} 的電話「{text}」裏有數字以外的字。",
			"{cell}: the phone “{text}” holds something other than digits."},
		CodePhoneNoArea: {"{cell} 的电话 {text} 只有 {n} 位。座机请带区号（如 0851-28220000），手机号应为 11 位。",
			"{cell} 的電話 {text} 只有 {n} 位。座機請帶區號（如 0851-28220000），手機號應為 11 位。",
			"{cell}: the phone {text} has only {n} digits. Write a landline with its area code (such as 0851-28220000); a mobile number has 11."},
		CodePhoneScientific: {"{cell} 的电话 {text} 被表格软件改成了科学计数，后几位丢了。请把这一列设为文本，重新填写。",
			"{cell} 的電話 {text} 被表格軟件改成了科學記數，後幾位丟了。請把這一欄設為文字，重新填寫。",
			"{cell}: the spreadsheet turned the phone {text} into scientific notation and lost digits. Format the column as text and enter it again."},
		CodeCountNotNumber: {"{cell} 的人数「{text}」不是整数。",
			"{cell} 的人數「{text}」不是整數。",
			"{cell}: the number of people “{text}” is not a whole number."},
		CodeRemarkTooLong: {"{cell} 的备注有 {n} 个字，最多 500 个字。",
			"{cell} 的備註有 {n} 個字，最多 500 個字。",
			"{cell}: the remark has {n} characters, at most 500 are allowed."},
	}[code]
}
