package app

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"mulin/internal/kit/actor"
	"mulin/internal/kit/i18n"
	"mulin/internal/matter"
	"mulin/internal/registry"
	"mulin/internal/registry/roster"
	"mulin/locales"
)

// source is what the program's Go files, pages included, say about texts.
type source struct {
	literals map[string]bool   // every string
	asked    map[string]string // keys in places where only a key can stand, and where
	prefixes map[string]string // beginnings of keys that are put together, and where
}

func readSource(t *testing.T) *source {
	t.Helper()
	s := &source{literals: map[string]bool{}, asked: map[string]string{}, prefixes: map[string]string{}}
	root := filepath.Join("..", "..", "internal")
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			s.see(n, filepath.Base(name))
			return true
		})
		return nil
	})
	must(t, err)
	if len(s.asked) < 300 {
		t.Fatalf("only %d keys found: the test looks in the wrong place", len(s.asked))
	}
	return s
}

func (s *source) see(n ast.Node, where string) {
	switch x := n.(type) {
	case *ast.BasicLit:
		if text, ok := literal(x); ok {
			s.literals[text] = true
			if begin, _, _ := strings.Cut(text, "%"); strings.HasSuffix(begin, ".") && !strings.Contains(begin, " ") {
				s.prefixes[begin] = where
			}
		}
	case *ast.BinaryExpr:
		if text, ok := literal(leftmost(x)); ok && x.Op == token.ADD {
			s.prefixes[text] = where
		}
	case *ast.CallExpr:
		if key, ok := keyOf(x); ok && key != "" {
			s.asked[key] = where
		}
	}
}

func leftmost(e ast.Expr) ast.Expr {
	for {
		b, ok := e.(*ast.BinaryExpr)
		if !ok {
			return e
		}
		e = b.X
	}
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

// keyOf gives the key a call is given at the place where its function takes one.
func keyOf(call *ast.CallExpr) (string, bool) {
	at, known := map[string]int{
		"i18n.T": 1, "tr": 1, "T": 0, "errs.New": 1, "errs.InvalidField": 1, "That": 2, "Redirect": 1,
	}[calledName(call)]
	if !known || at >= len(call.Args) {
		return "", false
	}
	return literal(call.Args[at])
}

func calledName(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if pkg, ok := f.X.(*ast.Ident); ok && (pkg.Name == "errs" || pkg.Name == "i18n") {
			return pkg.Name + "." + f.Sel.Name
		}
		return f.Sel.Name
	}
	return ""
}

func bundle(t *testing.T) *i18n.Bundle {
	t.Helper()
	b, err := i18n.Load(locales.FS)
	must(t, err)
	return b
}

func TestEveryTextThatIsAskedForIsThere(t *testing.T) {
	b := bundle(t)
	for key, where := range readSource(t).asked {
		if !b.Has(key) && key != "signed out" {
			t.Errorf("%s asks for %q, which no table has", where, key)
		}
	}
}

// texts put together from a beginning and a word of a list: each word has one.
func TestEveryWordOfEveryListHasItsText(t *testing.T) {
	b := bundle(t)
	for prefix, list := range map[string][]string{
		"role.":           words(actor.Roles()),
		"matter.state.":   words(matter.States()),
		"matter.kind.":    words(matter.Kinds()),
		"matter.urgency.": words(matter.Urgencies()),
		"matter.channel.": words(matter.Channels()),
		"matter.target.":  words(matter.Targets()),
		"matter.pause.":   words(matter.PauseReasons()),
		"matter.outcome.": {"solved", "partly", "not_ours", "refused", "withdrawn", "no_answer", "merged"},
		"registry.field.": words(roster.Fields()),
		"registry.team.":  words(registry.TeamKinds()),
	} {
		for _, word := range list {
			if !b.Has(prefix + word) {
				t.Errorf("%s has no text", prefix+word)
			}
		}
	}
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = string(x)
	}
	return out
}

func TestEveryTextIsUsed(t *testing.T) {
	s := readSource(t)
	for _, key := range bundle(t).Keys() {
		if !s.literals[key] && !s.puts(key) {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

// puts tells whether the key can be put together: a beginning that the program
// has, and words that it has.
func (s *source) puts(key string) bool {
	for prefix := range s.prefixes {
		rest, ok := strings.CutPrefix(key, prefix)
		if !ok || prefix == "" {
			continue
		}
		if s.literals[rest] || s.literals["."+rest] || !slices.ContainsFunc(strings.Split(rest, "."), func(part string) bool {
			return !s.literals[part] && !s.literals["."+part] && !isValue(part)
		}) {
			return true
		}
	}
	return false
}

// isValue tells whether a word comes from a value instead of the program's text:
// numbers, yes and no, and the kinds of homes that only the schema knows.
func isValue(s string) bool {
	_, err := strconv.Atoi(s)
	return err == nil || slices.Contains([]string{"true", "false", "shop"}, s)
}

// simplified are characters that a traditional text never has.
const simplified = "爱碍坝罢摆败颁办绊帮绑饱宝报贝备惫绷笔毕毙币闭边编贬变辩辫标别宾濒饼拨驳补财参蚕残惭惨灿苍舱仓厕侧测层诧搀馋缠铲产阐颤场尝长偿肠厂畅钞车彻尘陈衬撑称惩诚迟驰耻齿宠畴筹绸厨锄础储触处传闯创锤纯绰辞词赐聪从丛窜错达带贷担单胆惮诞弹当挡党荡档捣岛导盗灯敌涤递缔点垫电钓调谍钉顶锭订东动栋冻独读赌镀锻断缎队对吨顿钝夺额恶饿儿尔发罚阀烦贩饭访纺飞诽废费纷坟奋愤锋风疯冯缝讽凤肤辐抚辅赋复负妇缚该钙盖赶冈刚钢纲岗搁鸽阁个给巩贡钩沟构购顾关观馆惯贯广规归龟轨诡柜贵滚锅国过骇韩汉号鹤贺轰鸿红壶护沪户华画话怀坏欢环还缓换唤焕谎挥辉贿秽会汇讳绘浑获货祸击机积饥讥鸡绩缉极辑级挤剂济计记际继纪夹颊贾价驾歼监坚间艰茧检碱拣捡简俭减荐鉴践贱见键舰剑渐溅浆奖讲酱胶浇骄娇搅绞脚饺缴轿较阶节杰洁结诫届紧锦仅谨进尽劲茎惊经颈静镜径竞净纠旧举据锯惧剧绢觉决诀绝军骏开凯颗壳课垦恳抠库裤夸块宽矿旷况亏窥馈溃扩阔蜡腊来赖蓝栏拦篮兰揽览懒缆烂滥捞劳涝乐垒类泪离鲤礼丽厉励历沥俩联莲连镰怜帘敛脸链恋炼练粮凉两辆谅疗辽猎临邻鳞赁龄铃灵岭领馏刘龙聋笼垄拢楼搂篓芦卢炉虏鲁赂录陆驴铝侣屡缕虑滤绿乱轮伦沦论萝罗逻锣骆络妈码蚂马骂吗买麦卖迈脉瞒馒蛮满谩猫锚贸么没门闷们梦谜弥觅绵庙灭悯鸣铭谬谋亩钠纳难挠脑恼闹馁内拟腻酿鸟聂镊镍柠宁拧钮纽脓浓农疟诺欧鸥殴呕盘庞赔喷鹏骗飘频贫苹凭评泼颇扑铺谱脐齐骑岂启气弃牵铅迁签谦钱钳潜浅谴枪呛墙强抢锹桥乔侨翘窍窃钦亲轻氢倾顷请庆琼穷趋区躯驱权劝却让饶扰绕热韧认荣绒软锐润洒赛伞丧骚扫涩杀纱筛晒删闪陕赡缮伤赏烧绍赊摄设绅审婶肾渗声绳胜圣师狮湿诗时蚀实识驶势适释饰视试寿兽枢输书赎属术树竖数帅双谁税顺说硕丝饲耸颂讼诵苏诉肃虽随岁孙损缩琐锁态摊贪瘫滩坛谭谈叹汤烫涛讨腾题体条贴铁厅听铜统头图涂团颓脱驼椭袜弯湾顽万网韦违围为维伟伪纬谓卫闻纹稳问窝卧呜乌诬无吴雾务误锡牺袭习戏细虾辖峡侠狭吓鲜纤贤衔闲显险现献县馅宪线厢镶乡详响项萧销晓啸协挟携胁谐写泻谢衅兴锈绣虚须许叙绪续轩悬选学勋询寻驯训讯逊压鸦鸭哑亚讶烟盐严颜艳厌验杨扬阳痒养样摇遥谣药爷页业叶医遗仪蚁艺亿忆义议谊译异阴银饮隐樱婴鹰应营蝇颖拥优忧邮犹诱鱼渔娱与屿语狱誉预渊园员圆缘远愿约跃钥阅运蕴晕韵杂灾载暂赞赃脏凿枣责择则泽贼赠轧闸诈斋债盏斩崭栈战绽张涨帐账胀赵这贞针侦诊镇阵挣睁争郑证织职执纸挚掷质滞钟终种肿众轴皱昼骤猪诸烛嘱贮铸筑驻专砖转赚桩庄装妆壮状锥坠浊资踪综总纵诅组钻"

func TestTraditionalTextsAreTraditionalAndEnglishOnesEnglish(t *testing.T) {
	b := bundle(t)
	for _, key := range b.Keys() {
		hant, en := raw(b, i18n.Hant, key), raw(b, i18n.En, key)
		if i := strings.IndexAny(hant, simplified); i >= 0 {
			t.Errorf("%s: simplified %q in the traditional text %s", key, []rune(hant[i:])[0], hant)
		}
		if i := strings.IndexFunc(en, func(r rune) bool { return unicode.Is(unicode.Han, r) }); i >= 0 {
			t.Errorf("%s: Chinese in the English text %s", key, en)
		}
	}
}

// raw is a text with its placeholders filled by nothing of any language.
func raw(b *i18n.Bundle, lang, key string) string {
	return b.For(lang).Map(key, map[string]any{"N": 2})
}

func TestTheThreeLanguagesHaveTheSamePlaceholders(t *testing.T) {
	files, err := fs.Glob(locales.FS, "*.tsv")
	must(t, err)
	for _, name := range files {
		text, err := fs.ReadFile(locales.FS, name)
		must(t, err)
		for line := range strings.Lines(string(text)) {
			cols := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(cols) != 4 || strings.HasPrefix(line, "#") || strings.Contains(cols[0], "#") {
				continue
			}
			if cols[0] == "when.date" {
				continue // English names the month
			}
			for _, other := range cols[2:] {
				if want, got := placeholders(cols[1]), placeholders(other); !maps.Equal(want, got) {
					t.Errorf("%s: %s has %s, the simplified text %s", name, cols[0], fmt.Sprint(got), fmt.Sprint(want))
				}
			}
		}
	}
}

func placeholders(text string) map[string]bool {
	out := map[string]bool{}
	for _, part := range strings.Split(text, "{{")[1:] {
		inside, _, _ := strings.Cut(part, "}}")
		out[strings.TrimSpace(inside)] = true
	}
	return out
}
