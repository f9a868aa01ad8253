package demo

import (
	"mulin/internal/matter"
	"mulin/internal/registry"
)

// text is what somebody says, and what is said when it is done.
type text struct {
	name, class string
	body, place string
	done        string
	channel     matter.Channel
	atHome      bool
}

// texts are the sample matters of demo.md 5 that go straight to work.
func texts() []text {
	phone, web, patrol, paper := matter.ByPhone, matter.ByWeb, matter.ByPatrol, matter.ByPaper
	return []text{
		{"drain", "drain", "家里厨房水管堵了,水下不去", "", "疏通了下水主管,放水试过,通了", phone, true},
		{"drain2", "drain", "卫生间地漏返水,有味道", "", "捞出毛发和湿巾,地漏换了防臭芯", phone, true},
		{"leak", "leak", "卫生间顶上渗水,滴到洗衣机上", "", "楼上防水胶老化,补了胶,两家都看过", phone, true},
		{"noise", "noise", "楼上晚上十点还在练琴", "", "跟楼上商量好了,晚上九点以后不练", phone, true},
		{"clutter", "clutter", "楼道里堆着鞋柜,走路不方便", "2单元12楼楼道", "邻居把鞋柜搬回家了,楼道扫干净了", web, false},
		{"pet", "garbage", "电梯口有宠物粪便没人收", "1单元一楼电梯口", "清理了,贴了提醒,加了便袋盒", paper, false},
		{"renovation", "noise", "装修中午还在打电钻", "", "跟施工队说好了,午休不动工", phone, true},
		{"aircon", "leak", "楼上空调滴水到我家窗台", "", "接好了冷凝水管,看了半小时不滴了", web, true},
		{"ebike", "ebike", "楼梯间有电动车在充电", "3单元负一楼楼梯间", "车推到充电站了,跟车主讲了危险", patrol, false},
		{"flywire", "ebike", "有人从窗户拉线下来给电动车充电", "1单元楼下", "线收了,教车主用充电站", patrol, false},
		{"firedoor", "firelane", "防火门关不上,闭门器坏了", "2单元18楼", "换了闭门器,试关了十次都好", patrol, false},
		{"bottle", "gashose", "隔壁好像在用瓶装液化气", "", "上门看过,劝说换成管道气,已搬走气瓶", phone, true},
		{"firelane", "firelane", "消防通道停了车", "小区东门", "联系车主挪走了", phone, false},
		{"throw", "falling", "有人从楼上扔烟头下来", "1单元门口", "逐户提醒,贴了提示,装了朝上的摄像头", web, false},
		{"hose", "gashose", "燃气软管发硬了,想请人看看", "", "持证师傅换了软管,肥皂水试过不漏", phone, true},
		{"lift", "lift", "2号电梯上行有异响", "2号电梯", "导轨加了油,换了一只靴衬,试跑不响了", phone, false},
		{"door", "door", "单元门锁坏了,关不严", "3单元大门", "换了锁舌,门能关严了", phone, false},
		{"light", "light", "楼道声控灯不亮", "1单元9楼楼道", "换了灯头和感应器,拍手就亮", web, false},
		{"water", "water", "家里突然没水了", "", "总阀被误关,打开了,水压正常", phone, true},
		{"pressure", "water", "早晚高峰水压很低,热水器打不着", "", "测了压力,已报供水公司,他们调了泵", phone, true},
		{"garbage", "garbage", "垃圾桶满了没人清", "小区西侧垃圾点", "加清了一车,周末加一班", web, false},
		{"care", "care", "我腿脚不好,想请人帮忙买降压药", "", "按药盒代买了药送到家,量了血压", phone, true},
		{"paperwork", "paperwork", "想问高龄补贴怎么办", "", "陪着去窗口办了,材料都交齐了", phone, true},
		{"phone", "paperwork", "想学用手机挂号", "", "志愿者上门教了两遍,阿姨自己挂上了", paper, true},
		{"haircut", "care", "家里有行动不便的人,想请人上门理发", "", "志愿者上门理了发", phone, true},
		{"power", "power", "家里插座一用就跳闸", "", "换了老化的插座和一段线,负载试过", phone, true},
	}
}

// byName finds the texts by name, with those only the present needs.
func byName() map[string]text {
	out := map[string]text{
		"parking": {"parking", "parking", "车位总被抢占,想大家商量一个办法", "地面停车场", "", matter.ByWeb, false},
		"ramp":    {"ramp", "facility", "一楼门口台阶高,轮椅上不去,能不能加个坡道", "1单元门口", "", matter.ByPaper, false},
		"facade":  {"facade", "facade", "外墙有一块砖松了,怕掉下来", "2单元北侧外墙", "拉了警戒线,松的砖取下来了", matter.ByPhone, false},
	}
	for _, x := range texts() {
		out[x.name] = x
	}
	return out
}

// someHome is a home somebody lives in.
func (t *town) someHome() registry.Home {
	for {
		h := t.homes[t.rand.IntN(len(t.homes))]
		if _, lived := t.people.residents[h.ID]; lived {
			return h
		}
	}
}
