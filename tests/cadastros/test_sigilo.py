import pytest

from cadastros.sigilo import cifrar, cifrar_cpfs, decifrar, decifrar_cpfs
from seicidades.comum.cifra import DadoIlegivel


def test_cifra_e_decifra():
    assert decifrar(cifrar(b"111.444.777-35")) == b"111.444.777-35"
    assert b"444.777" not in cifrar(b"111.444.777-35")


def test_cpfs_de_um_arquivo_vao_e_voltam_pela_linha():
    cpfs = {2: "11144477735", 50_001: "52998224725"}

    assert decifrar_cpfs(cifrar_cpfs(cpfs)) == cpfs
    assert decifrar_cpfs(None) == {}


def test_chave_nova_na_frente_ainda_le_o_que_a_anterior_cifrou(settings):
    settings.CHAVES_DE_DADOS = ["anterior"]
    cifrado = cifrar(b"dado")
    settings.CHAVES_DE_DADOS = ["nova", "anterior"]

    assert decifrar(cifrado) == b"dado"


def test_sem_a_chave_o_erro_diz_o_que_fazer(settings):
    settings.CHAVES_DE_DADOS = ["anterior"]
    cifrado, dos_cpfs = cifrar(b"dado"), cifrar_cpfs({2: "11144477735"})
    settings.CHAVES_DE_DADOS = ["outra"]

    for ler in (lambda: decifrar(cifrado), lambda: decifrar_cpfs(dos_cpfs)):
        with pytest.raises(DadoIlegivel, match="CHAVES_DE_DADOS"):
            ler()


def test_sem_chaves_proprias_vale_a_do_projeto_e_as_anteriores(settings):
    settings.CHAVES_DE_DADOS = []
    cifrado = cifrar(b"dado")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "trocada"

    assert decifrar(cifrado) == b"dado"
