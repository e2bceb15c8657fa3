//go:build !race

package sequence

const fewer = 1
