import pytest

from cadastros.sigilo import DadoIlegivel, cifrar, cifrar_textos, decifrar, decifrar_textos


def test_cifra_e_decifra():
    assert decifrar(cifrar(b"111.444.777-35")) == b"111.444.777-35"
    assert b"444" not in cifrar(b"111.444.777-35")


def test_textos_vazios_continuam_vazios():
    assert cifrar_textos([""]) == [""]
    assert decifrar_textos(cifrar_textos(["11144477735", ""])) == ["11144477735", ""]


def test_chave_nova_na_frente_ainda_le_o_que_a_anterior_cifrou(settings):
    settings.CHAVES_DE_DADOS = ["anterior"]
    cifrado = cifrar(b"dado")
    settings.CHAVES_DE_DADOS = ["nova", "anterior"]

    assert decifrar(cifrado) == b"dado"


def test_sem_a_chave_o_erro_diz_o_que_fazer(settings):
    settings.CHAVES_DE_DADOS = ["anterior"]
    cifrado, (texto,) = cifrar(b"dado"), cifrar_textos(["dado"])
    settings.CHAVES_DE_DADOS = ["outra"]

    for ler in (lambda: decifrar(cifrado), lambda: decifrar_textos([texto])):
        with pytest.raises(DadoIlegivel, match="CHAVES_DE_DADOS"):
            ler()


def test_sem_chaves_proprias_vale_a_do_projeto_e_as_anteriores(settings):
    settings.CHAVES_DE_DADOS = []
    cifrado = cifrar(b"dado")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "trocada"

    assert decifrar(cifrado) == b"dado"
