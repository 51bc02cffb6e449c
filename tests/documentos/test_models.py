"""A linha de uma evidência não muda: nem pelo Django, nem pelo banco."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.documentos.models import Arquivo, ArquivoImutavel
from tests.documentos import amostras
from tests.factories import ArquivoFactory, OrgaoFactory, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db


def novo(**campos):
    padrao = {
        "orgao": OrgaoFactory(),
        "nome": "termo.pdf",
        "tipo": "pdf",
        "tamanho": 10,
        "sha256": "0" * 64,
        "conteudo": "1/00/0",
        "enviado_por": UsuarioFactory(),
    }
    return Arquivo(**padrao | campos)


def expurgo():
    return {
        "expurgado_em": timezone.now(),
        "expurgado_por": UsuarioFactory(),
        "motivo_do_expurgo": "CPF de terceiros",
    }


@pytest.mark.parametrize(
    "campos",
    [
        {},
        {"sha256": "f" * 64},
        {"tamanho": 1},
        {"tipo": "csv"},
        {"papeis": [Papel.GESTOR_TI.value, Papel.APOIO.value]},
    ],
)
def test_linha_valida_e_aceita(campos):
    arquivo = novo(**campos)
    arquivo.save()

    assert Arquivo.objects.get() == arquivo


@pytest.mark.parametrize(
    ("restricao", "campos"),
    [
        ("arquivo_resumo_sha256", {"sha256": "F" * 64}),
        ("arquivo_resumo_sha256", {"sha256": "0" * 63}),
        ("arquivo_nao_vazio", {"tamanho": 0}),
        ("arquivo_tipo_conhecido", {"tipo": "exe"}),
        ("arquivo_papeis_conhecidos", {"papeis": ["prefeito"]}),
        ("arquivo_expurgo_completo", {"motivo_do_expurgo": "sem data"}),
        ("arquivo_expurgo_completo", {"expurgado_em": timezone.now()}),
    ],
)
def test_linha_sem_sentido_e_recusada_pelo_banco(restricao, campos):
    with pytest.raises(IntegrityError, match=restricao):
        novo(**campos).save()


def test_expurgo_completo_e_aceito_e_sem_motivo_e_recusado():
    novo(**expurgo()).save()
    sem_motivo = novo(**expurgo() | {"motivo_do_expurgo": ""})

    with pytest.raises(IntegrityError, match="arquivo_expurgo_completo"):
        sem_motivo.save()


@pytest.mark.parametrize(
    "diferenca", [{"nome": "b.pdf"}, {"sha256": "1" * 64}, {"papeis": ["gestor_ti"]}]
)
def test_envio_que_difere_e_aceito_e_o_igual_e_recusado(diferenca):
    primeiro = novo()
    primeiro.save()
    mesmos = {"orgao": primeiro.orgao, "enviado_por": primeiro.enviado_por}

    novo(**mesmos | diferenca).save()
    novo(**mesmos | {"enviado_por": UsuarioFactory()}).save()
    novo(**mesmos | {"orgao": OrgaoFactory()}).save()
    novo(**mesmos | expurgo()).save()
    igual = novo(**mesmos)
    with pytest.raises(IntegrityError, match="arquivo_sem_repeticao"):
        igual.save()


def mudar_o_nome(arquivo):
    arquivo.nome = "outro.pdf"
    arquivo.save()


@pytest.mark.parametrize(
    "tentar",
    [
        mudar_o_nome,
        lambda arquivo: arquivo.save(),
        lambda arquivo: arquivo.delete(),
        lambda arquivo: Arquivo.objects.filter(pk=arquivo.pk).update(nome="outro.pdf"),
        lambda arquivo: Arquivo.objects.all().delete(),
        lambda arquivo: Arquivo.objects.bulk_update([arquivo], ["nome"]),
    ],
)
def test_django_recusa_mudar_ou_apagar(tentar):
    arquivo = ArquivoFactory(nome="termo.pdf")

    with pytest.raises(ArquivoImutavel, match="Envie outro"), transaction.atomic():
        tentar(arquivo)

    assert Arquivo.objects.get().nome == "termo.pdf"


@pytest.mark.parametrize(
    "comando",
    [
        "UPDATE documentos_arquivo SET nome = 'outro.pdf'",
        "UPDATE documentos_arquivo SET sha256 = repeat('a', 64)",
        "UPDATE documentos_arquivo SET papeis = '{}'",
        "UPDATE documentos_arquivo SET expurgado_em = now(), expurgado_por_id = enviado_por_id,"
        " motivo_do_expurgo = 'x', nome = 'outro.pdf'",
        "DELETE FROM documentos_arquivo",
        "TRUNCATE documentos_arquivo CASCADE",
    ],
)
def test_banco_recusa_mudar_ou_apagar(comando):
    ArquivoFactory(nome="termo.pdf", papeis=[Papel.GESTOR_TI])

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="não muda nem é apagado"), transaction.atomic():
            cursor.execute(comando)

    assert Arquivo.objects.get().nome == "termo.pdf"


def test_banco_aceita_o_expurgo_uma_vez_e_recusa_a_segunda():
    arquivo = ArquivoFactory()

    assert Arquivo.objects.all().marcar_expurgo(
        por=arquivo.enviado_por, motivo="CPF de terceiros", em=timezone.now()
    )
    with pytest.raises(IntegrityError, match="não muda"), transaction.atomic():
        Arquivo.objects.all().marcar_expurgo(
            por=arquivo.enviado_por, motivo="outro", em=timezone.now()
        )

    assert Arquivo.objects.get().motivo_do_expurgo == "CPF de terceiros"


def test_visiveis_para_so_traz_os_orgaos_da_pessoa():
    arquivo = ArquivoFactory()
    ArquivoFactory()
    pessoa = VinculoFactory(orgao=arquivo.orgao).usuario

    assert list(Arquivo.objects.visiveis_para(pessoa)) == [arquivo]
    assert Arquivo.objects.visiveis_para(UsuarioFactory(observador=True)).count() == 2
    assert Arquivo.objects.visiveis_para(UsuarioFactory()).count() == 0


def test_abrir_devolve_os_bytes_enviados():
    with ArquivoFactory(bytes=amostras.pdf("oi")).abrir() as conteudo:
        assert conteudo.read() == amostras.pdf("oi")


def test_abrir_expurgado_diz_o_que_fazer():
    with pytest.raises(ValidationError, match="foi expurgado"):
        novo(**expurgo()).abrir()


def test_conteudo_nao_tem_endereco_publico():
    with pytest.raises(ValueError, match="documentos:baixar"):
        _ = ArquivoFactory().conteudo.url


def test_texto_do_arquivo_e_o_nome():
    assert str(novo()) == "termo.pdf"
