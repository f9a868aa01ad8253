package db

import "sync"

// live passes on that something changed under a topic. A slow subscriber misses
// repeats, never the last change: each channel holds one pending signal.
type live struct {
	mu     sync.Mutex
	topics map[string]map[chan struct{}]bool
	quit   chan struct{}
	once   sync.Once
}

func newLive() *live {
	return &live{topics: map[string]map[chan struct{}]bool{}, quit: make(chan struct{})}
}

func (l *live) publish(topic string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for ch := range l.topics[topic] {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

func (l *live) close() { l.once.Do(func() { close(l.quit) }) }

// Subscribe gives a channel that is signalled when the topic changes on any
// server, and a function that ends the subscription.
func (d *DB) Subscribe(topic string) (<-chan struct{}, func()) {
	l, ch := d.live, make(chan struct{}, 1)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.topics[topic] == nil {
		l.topics[topic] = map[chan struct{}]bool{}
	}
	l.topics[topic][ch] = true
	return ch, func() { l.leave(topic, ch) }
}

func (l *live) leave(topic string, ch chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.topics[topic], ch)
	if len(l.topics[topic]) == 0 {
		delete(l.topics, topic)
	}
}
