# for Python 2
import sys

counts = {}
for line in sys.stdin:
    for word in line.split():
        counts[word] = counts.get(word, 0) + 1
for word, n in sorted(counts.iteritems(), key=lambda (w, n): -n):
    print "%6d %s" % (n, word)
