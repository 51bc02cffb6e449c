import zlib

import pytest

from seicidades.comum.cifra import DadoIlegivel, cifrar, cofre, decifrar


def test_vai_e_volta_comprimido():
    dado = b"linha;" * 1000

    assert decifrar(b"um fim", cifrar(b"um fim", dado)) == dado
    assert len(cifrar(b"um fim", dado)) < len(dado)


@pytest.mark.parametrize("nivel", [0, 1, 6, 9])
def test_le_o_que_se_guardou_comprimido_em_qualquer_nivel(nivel):
    guardado = cofre(b"um fim").encrypt(zlib.compress(b"dado", level=nivel))

    assert decifrar(b"um fim", memoryview(guardado)) == b"dado"


def test_o_que_um_fim_cifra_outro_nao_le():
    with pytest.raises(DadoIlegivel, match="CHAVES_DE_DADOS"):
        decifrar(b"outro fim", cifrar(b"um fim", b"dado"))
