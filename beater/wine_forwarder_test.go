package beater_test

import (
	"bytes"
	"debug/pe"
	encoding "encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
)

// forwarder returns a Windows library, for amd64, that has one function: that of another library, given as
// "library.Function". Go's runtime asks bcryptprimitives.dll for random numbers, which Wine has by that name from version 9 on
// and advapi32.dll has long had by another.
func forwarder(name, function, to string) []byte {
	const (
		alignment = 0x200
		section   = 0x1000 // address of the only section, relative to the library
	)
	// The section: the directory of exports, a table of one address, one of one name, one of one ordinal, then the texts.
	const directory, tables = 40, 4 + 4 + 2
	texts := []uint32{section + directory + tables}
	for _, text := range []string{name, function} {
		texts = append(texts, texts[len(texts)-1]+uint32(len(text)+1))
	}
	var exports bytes.Buffer
	put(&exports, struct {
		Characteristics, TimeDateStamp, Version, Name, Base, Functions, Names uint32
		AddressOfFunctions, AddressOfNames, AddressOfOrdinals                 uint32
		Function, FunctionName                                                uint32
		Ordinal                                                               uint16
	}{
		Name: texts[0], Base: 1, Functions: 1, Names: 1,
		AddressOfFunctions: section + directory, AddressOfNames: section + directory + 4, AddressOfOrdinals: section + directory + 8,
		Function: texts[2], FunctionName: texts[1], // an address inside the directory is a text that forwards
	})
	exports.WriteString(name + "\x00" + function + "\x00" + to + "\x00")
	size := uint32(exports.Len())

	optional := pe.OptionalHeader64{
		Magic: 0x20b, ImageBase: 0x6aaa0000, SectionAlignment: 0x1000, FileAlignment: alignment,
		MajorOperatingSystemVersion: 6, MajorSubsystemVersion: 6, Subsystem: pe.IMAGE_SUBSYSTEM_WINDOWS_CUI,
		SizeOfInitializedData: alignment, SizeOfImage: 2 * section, SizeOfHeaders: alignment, NumberOfRvaAndSizes: 16,
	}
	optional.DataDirectory[pe.IMAGE_DIRECTORY_ENTRY_EXPORT] = pe.DataDirectory{VirtualAddress: section, Size: size}

	var file bytes.Buffer
	file.Write(append([]byte("MZ"), make([]byte, 0x3a)...))
	put(&file, uint32(0x40)) // where the next lines are
	file.WriteString("PE\x00\x00")
	put(&file, pe.FileHeader{
		Machine: pe.IMAGE_FILE_MACHINE_AMD64, NumberOfSections: 1, SizeOfOptionalHeader: uint16(encoding.Size(optional)),
		Characteristics: pe.IMAGE_FILE_EXECUTABLE_IMAGE | pe.IMAGE_FILE_LARGE_ADDRESS_AWARE | pe.IMAGE_FILE_DLL,
	})
	put(&file, optional)
	put(&file, pe.SectionHeader32{
		Name: [8]byte{'.', 'e', 'd', 'a', 't', 'a'}, VirtualSize: size, VirtualAddress: section,
		SizeOfRawData: alignment, PointerToRawData: alignment,
		Characteristics: pe.IMAGE_SCN_CNT_INITIALIZED_DATA | pe.IMAGE_SCN_MEM_READ,
	})
	file.Write(make([]byte, alignment-file.Len()))
	file.Write(exports.Bytes())
	file.Write(make([]byte, 2*alignment-file.Len()))
	return file.Bytes()
}

// put writes a value as Windows has it. Writing to a buffer doesn't fail.
func put(to *bytes.Buffer, value any) {
	if err := encoding.Write(to, encoding.LittleEndian, value); err != nil {
		panic(err)
	}
}

// TestForwarder: it is a library to Go's own reader of such files too.
func TestForwarder(t *testing.T) {
	file, err := pe.NewFile(bytes.NewReader(forwarder("a.dll", "F", "b.G")))
	require.NoError(t, err)
	require.Len(t, file.Sections, 1)
	text, err := file.Sections[0].Data()
	require.NoError(t, err)
	require.Contains(t, string(text), "a.dll\x00F\x00b.G\x00")
}
