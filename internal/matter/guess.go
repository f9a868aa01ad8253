package matter

import "strings"

// GuessClass picks the class whose keywords the words match best: longer
// keywords count more, ties go to the class listed first. Without any match it
// is the last active class, which is "other" by convention. The clerk corrects it in
// one tap, so that a wrong guess costs a tap and no guess costs a menu.
func GuessClass(text string, classes []Class) Class {
	text = strings.ToLower(text)
	best, score := -1, 0
	for i, c := range classes {
		if n := matchScore(text, c.Keywords); c.Active && n > score {
			best, score = i, n
		}
	}
	for i := len(classes) - 1; best < 0 && i > 0; i-- {
		if classes[i].Active {
			best = i
		}
	}
	return classes[max(best, 0)]
}

// matchScore adds up the squares of the lengths of the keywords found, so that
// 电梯困人 beats 电梯. A keyword may be several parts that must all occur:
// "电梯+困".
func matchScore(text, keywords string) int {
	score := 0
	for word := range strings.FieldsSeq(strings.ToLower(keywords)) {
		length, all := 0, true
		for part := range strings.SplitSeq(word, "+") {
			all = all && strings.Contains(text, part)
			length += len([]rune(part))
		}
		if all {
			score += length * length
		}
	}
	return score
}
