package wasmabi

import "encoding/binary"

// joinFields writes texts one after the other, each after its length in four
// bytes, little end first.
func joinFields(texts []string) []byte {
	var b []byte
	for _, text := range texts {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
		b = append(b, text...)
	}
	return b
}

// splitFields undoes joinFields. It trusts its caller, the JavaScript that
// belongs to this module.
func splitFields(b []byte) []string {
	var texts []string
	for len(b) > 0 {
		n := binary.LittleEndian.Uint32(b)
		texts = append(texts, string(b[4:4+n]))
		b = b[4+n:]
	}
	return texts
}
