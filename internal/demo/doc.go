// Package demo fills a database with the fictional compound of the demo: 瑞诚商厦
// A栋 with 324 homes and 668 people called 示例居民, the people who run it, and a
// living history from January 2023 to the moment of starting.
//
// Everything is done through the services, in the order of time, with a clock
// that is moved along: what the demo shows has really happened to the records.
// For a given day it is always the same.
package demo
