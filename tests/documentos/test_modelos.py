"""Os modelos: publicar repetindo, mudar o texto, e o publicado que não muda."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from seicidades.documentos import servicos
from seicidades.documentos.models import ModeloDeDocumento, VersaoDoModelo, VersaoPublicada
from seicidades.documentos.redacao.motor import ModeloInvalido
from tests.documentos import ensaio
from tests.factories import UsuarioFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def modelo(tipo):
    servicos.publicar_modelos()
    return ModeloDeDocumento.objects.get(codigo=tipo.codigo)


@pytest.fixture
def por():
    return UsuarioFactory(administrador=True)


def escrita(modelo, por, texto="<p>Outro.</p>", mudanca="Texto mais curto.") -> VersaoDoModelo:
    versao = servicos.comecar_versao(modelo, por)
    versao.texto, versao.mudanca = texto, mudanca
    versao.save()
    return versao


def test_publicar_repetido_nao_muda_nada(tipo):
    primeira, segunda = servicos.publicar_modelos(), servicos.publicar_modelos()

    assert [(p.numero, p.mudou) for p in primeira + segunda] == [(1, True), (1, False)]
    versao = VersaoDoModelo.objects.get()
    assert (versao.numero, versao.texto, versao.criada_por) == (1, ensaio.TEXTO, None)
    assert versao.publicada_em


def test_texto_novo_do_programa_vira_outra_versao(tipo, modelo):
    tipo.modelo.write_text("<p>Texto da versão seguinte do programa.</p>", encoding="utf-8")

    (feita,) = servicos.publicar_modelos()

    assert (feita.numero, feita.mudou, modelo.em_vigor.numero) == (2, True, 2)


def test_texto_do_programa_nao_passa_por_cima_do_que_alguem_escreveu(tipo, modelo, por):
    servicos.publicar_versao(escrita(modelo, por), por)
    tipo.modelo.write_text("<p>Texto da versão seguinte do programa.</p>", encoding="utf-8")

    (feita,) = servicos.publicar_modelos()

    assert not feita.mudou
    assert "vale a versão 2, escrita no admin" in feita.feito
    assert modelo.em_vigor.texto == "<p>Outro.</p>"


def test_simular_nao_publica(tipo, capsys):
    call_command("publicar_modelos", "--simular")

    assert "ensaio: publicada a versão 1" in capsys.readouterr().out
    assert not VersaoDoModelo.objects.exists()


def test_texto_do_programa_errado_nao_e_publicado(tipo):
    tipo.modelo.write_text("<p>{{ nada }}</p>", encoding="utf-8")

    with pytest.raises(ModeloInvalido):
        servicos.publicar_modelos()
    assert not ModeloDeDocumento.objects.exists()


def test_em_vigor_publica_na_primeira_vez(tipo):
    assert servicos.versao_em_vigor(tipo) == servicos.versao_em_vigor(tipo)
    assert VersaoDoModelo.objects.count() == 1


# --- Escrever outra


def test_comecar_copia_a_que_vale_e_continua_no_mesmo_rascunho(modelo, por):
    rascunho = servicos.comecar_versao(modelo, por)

    assert (rascunho.numero, rascunho.texto, rascunho.criada_por) == (2, ensaio.TEXTO, por)
    assert servicos.comecar_versao(modelo, UsuarioFactory(administrador=True)) == rascunho
    assert modelo.em_vigor.numero == 1


def test_publicar_passa_a_valer_e_guarda_quem_e_quando(modelo, por):
    versao = servicos.publicar_versao(escrita(modelo, por), por)

    assert modelo.em_vigor == versao
    assert (versao.publicada_por, modelo.rascunho) == (por, None)


@pytest.mark.parametrize(
    ("campos", "diz"),
    [
        ({"texto": "<p>a</p>\n<p>{{ nada }}</p>"}, "Linha 2: a variável “nada”"),
        ({"texto": "<p>{% include 'x' %}</p>"}, "“include” não é aceita"),
        ({"mudanca": "(a dizer)"}, "o que mudou"),
    ],
)
def test_publicar_recusa_o_que_nao_se_pode_usar(modelo, por, campos, diz):
    versao = escrita(modelo, por, **campos)

    with pytest.raises(ValidationError, match=diz):
        servicos.publicar_versao(versao, por)
    assert modelo.em_vigor.numero == 1


def test_publicar_duas_vezes_diz_que_ja_foi(modelo, por):
    versao = servicos.publicar_versao(escrita(modelo, por), por)

    with pytest.raises(ValidationError, match="já tinha sido publicada"):
        servicos.publicar_versao(versao, por)


def test_documento_que_o_programa_deixou_de_escrever_nao_se_publica(modelo, por, registrados):
    versao = escrita(modelo, por)
    registrados.clear()

    assert str(modelo) == "ensaio"
    with pytest.raises(ValidationError, match="não escreve mais"):
        servicos.publicar_versao(versao, por)


# --- O publicado não muda


def test_publicada_nao_muda_nem_se_apaga_pelo_django(modelo):
    versao = modelo.em_vigor
    versao.texto = "<p>Trocado.</p>"

    with pytest.raises(VersaoPublicada):
        versao.save()
    with pytest.raises(VersaoPublicada):
        versao.delete()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE documentos_versaodomodelo SET texto = 'x'",
        "UPDATE documentos_versaodomodelo SET publicada_em = NULL, publicada_por_id = NULL",
        "DELETE FROM documentos_versaodomodelo",
        "TRUNCATE documentos_versaodomodelo CASCADE",
    ],
)
def test_publicada_nao_muda_nem_pelo_banco(modelo, sql):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="não muda nem é apagad"), transaction.atomic():
            cursor.execute(sql)


def test_rascunho_muda_e_se_apaga(modelo, por):
    rascunho = escrita(modelo, por)
    rascunho.texto = "<p>Mais uma vez.</p>"
    rascunho.save()

    rascunho.delete()

    assert modelo.versoes.count() == 1


@pytest.mark.parametrize(
    ("campos", "restricao"),
    [
        ({"numero": 1}, "versao_unica_no_modelo"),
        ({"publicada_em": None}, "versao_um_rascunho_por_modelo"),
        ({"mudanca": ""}, "versao_diz_o_que_mudou"),
        ({"publicada_em": None, "com_publicador": True}, "versao_publicada_com_data"),
    ],
)
def test_banco_recusa_versao_incoerente(modelo, por, campos, restricao):
    if campos.pop("com_publicador", False):
        campos["publicada_por"] = por
    else:
        escrita(modelo, por)
    padrao = {"numero": 9, "texto": "x", "mudanca": "y", "publicada_em": timezone.now()}

    with pytest.raises(IntegrityError, match=restricao), transaction.atomic():
        VersaoDoModelo.objects.create(modelo=modelo, **padrao | campos)


def test_rascunho_de_numero_anterior_passa_a_valer_ao_ser_publicado(tipo, modelo, por):
    rascunho = escrita(modelo, por)
    tipo.modelo.write_text("<p>Texto da versão seguinte do programa.</p>", encoding="utf-8")
    (do_programa,) = servicos.publicar_modelos()

    publicada = servicos.publicar_versao(rascunho, por)

    assert (publicada.numero, do_programa.numero) == (2, 3)
    assert modelo.em_vigor == servicos.versao_em_vigor(tipo) == publicada
