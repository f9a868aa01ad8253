// Package tallycli is `mulin tally FILE.json [--json] [--lang zh|zh-Hant|en]`: it
// counts an owners' decision again, offline, from one file, so that anyone can check
// a posted result. The file is described at [tally.Parse], the rules at package
// tally. It exits with 0 when it counted (whether or not the decision passes), with
// 2 when the file or the command line is wrong, and with 1 when it could not write.
package tallycli
