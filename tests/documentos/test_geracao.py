"""Pedir, numerar, escrever uma vez, falhar com motivo e não mudar depois."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from seicidades.comum.formatos import data_por_extenso
from seicidades.comum.papeis import Papel
from seicidades.documentos import servicos, tasks
from seicidades.documentos.declaracao import Formato, registrar_documento
from seicidades.documentos.models import (
    ArquivoDoDocumento,
    DocumentoGerado,
    DocumentoImutavel,
    Situacao,
)
from seicidades.documentos.redacao import pdf
from seicidades.documentos.servicos import geracao
from seicidades.documentos.servicos.verificacao import ALFABETO
from tests.documentos import ensaio
from tests.documentos.amostras import envio, png
from tests.documentos.conftest import declarar
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def orgao():
    return OrgaoFactory()


@pytest.fixture
def pessoa(orgao):
    return VinculoFactory(orgao=orgao).usuario


@pytest.fixture
def gerar(tipo, orgao, pessoa, escrever):
    """Pede e escreve."""

    def fazer(**opcoes):
        documento = servicos.gerar_documento("ensaio", orgao, pessoa, **opcoes)
        escrever(documento.pk)
        return DocumentoGerado.objects.get(pk=documento.pk)

    return fazer


def test_pedido_congela_os_dados_e_escrever_guarda_cada_formato(gerar, em_disco, pessoa):
    documento = gerar()

    da_vez = {"numero": f"1/{documento.ano}", "dia": data_por_extenso(timezone.now())}
    assert documento.situacao == Situacao.PRONTO
    assert documento.contexto == ensaio.EXEMPLO | {"documento": da_vez}
    assert documento.versao_do_modelo.numero == 1
    arquivos = {um.formato: um.arquivo for um in documento.arquivos.all()}
    assert set(arquivos) == {"pdf", "docx", "html"}
    assert arquivos["html"].nome == f"ensaio-1-{documento.ano}-v1-sei.html"
    assert arquivos["pdf"].enviado_por == pessoa
    assert sorted(a.conteudo.name for a in arquivos.values()) == em_disco()
    with arquivos["html"].abrir() as conteudo:
        assert b"Joaquina Prado" in conteudo.read()


def test_numero_por_orgao_e_tipo_e_versao_ao_gerar_de_novo(gerar, tipo, escrever):
    de_novo = [gerar(), gerar(), gerar(outro_numero=True), gerar()]
    alheio = OrgaoFactory()
    outro = servicos.gerar_documento("ensaio", alheio, VinculoFactory(orgao=alheio).usuario)

    assert [(d.numero, d.versao) for d in de_novo] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert (outro.numero, outro.versao) == (1, 1)


def test_a_versao_mais_nova_substitui_so_as_do_seu_numero(gerar):
    velho, novo, outro = gerar(), gerar(), gerar(outro_numero=True)
    marcados = dict(DocumentoGerado.objects.com_substituto().values_list("pk", "substituido"))

    assert marcados == {velho.pk: True, novo.pk: False, outro.pk: False}
    assert (velho.substituto, novo.substituto) == (novo, None)


def test_pedir_com_um_na_fila_devolve_o_que_esta_na_fila(tipo, orgao, pessoa):
    um = servicos.gerar_documento("ensaio", orgao, pessoa)

    assert servicos.gerar_documento("ensaio", orgao, pessoa, outro_numero=True) == um


def test_tarefa_sai_so_depois_do_commit(
    tipo, orgao, pessoa, monkeypatch, django_capture_on_commit_callbacks
):
    chamadas = []
    monkeypatch.setattr(geracao, "chamar_tarefa", lambda *args: chamadas.append(args))

    with django_capture_on_commit_callbacks(execute=True):
        documento = servicos.gerar_documento("ensaio", orgao, pessoa)
        assert chamadas == []

    assert chamadas == [("seicidades.documentos.tasks.escrever", documento.pk)]


def test_faltas_recusam_o_pedido_com_todas_as_razoes(registrados, tmp_path, orgao, pessoa):
    declarar(registrados, ensaio.tipo(tmp_path, faltas=lambda orgao_id: [ensaio.FALTA] * 2))

    with pytest.raises(ValidationError) as recusa:
        servicos.gerar_documento("ensaio", orgao, pessoa)

    assert recusa.value.messages == ["Falta o nome. Informe o nome."] * 2
    assert not DocumentoGerado.objects.exists()


def test_tipo_que_ninguem_declara_e_desconhecido(registrados, orgao, pessoa):
    with pytest.raises(servicos.TipoDesconhecido):
        servicos.gerar_documento("nada", orgao, pessoa)


def test_dados_sem_uma_variavel_declarada_nao_geram(registrados, tmp_path, orgao, pessoa):
    declarar(registrados, ensaio.tipo(tmp_path, reunir=lambda orgao_id: {}))

    with pytest.raises(geracao.motor.DadoAusente):
        servicos.gerar_documento("ensaio", orgao, pessoa)
    assert not DocumentoGerado.objects.exists()


# --- Quem pode


def quem(orgao, nome):
    if nome in ("administrador", "observador", "gerente"):
        pessoa = UsuarioFactory(**{nome: True})
        if nome == "gerente":
            VinculoFactory(orgao=orgao, usuario=pessoa, papel=Papel.GERENTE)
        return pessoa
    if nome == "estranha":
        return VinculoFactory().usuario
    return VinculoFactory(orgao=orgao, papel=nome).usuario


@pytest.mark.parametrize(
    ("nome", "sem_papeis", "com_papeis"),
    [
        ("administrador", True, True),
        ("gerente", True, True),
        ("observador", False, False),
        ("gestor_sei", True, True),
        ("apoio", True, False),
        ("estranha", False, False),
    ],
)
def test_quem_pode_gerar(tmp_path, orgao, nome, sem_papeis, com_papeis):
    VinculoFactory(orgao=orgao, gerencia=True)
    pessoa = quem(orgao, nome) if nome != "gerente" else orgao.vinculos.get().usuario
    livre = ensaio.tipo(tmp_path)
    reservado = ensaio.tipo(tmp_path, papeis=frozenset({Papel.GESTOR_SEI}))

    assert servicos.pode_gerar(pessoa, livre, orgao) is sem_papeis
    assert servicos.pode_gerar(pessoa, reservado, orgao) is com_papeis


def test_quem_nao_pode_nao_gera(tipo, orgao):
    with pytest.raises(PermissionDenied):
        servicos.gerar_documento("ensaio", orgao, UsuarioFactory(observador=True))


# --- Falhar


def falhar_com(monkeypatch, erro):
    def escritor(folha):
        raise erro

    monkeypatch.setitem(geracao.ESCRITORES, Formato.PDF, escritor)


def test_sem_bibliotecas_falha_com_o_comando_e_devolve_a_versao(
    tipo, orgao, pessoa, monkeypatch, em_disco
):
    falhar_com(monkeypatch, pdf.FaltamBibliotecas())
    documento = servicos.gerar_documento("ensaio", orgao, pessoa)
    tasks.escrever(documento.pk)
    documento.refresh_from_db()

    assert documento.situacao == Situacao.FALHOU
    assert pdf.COMO_INSTALAR in documento.motivo
    assert em_disco() == []
    assert servicos.gerar_documento("ensaio", orgao, pessoa).versao == 1


def test_imprevisto_falha_com_frase_simples_e_vai_para_o_registro(
    tipo, orgao, pessoa, monkeypatch, caplog
):
    falhar_com(monkeypatch, RuntimeError("estouro"))
    documento = servicos.gerar_documento("ensaio", orgao, pessoa)
    with caplog.at_level(logging.ERROR):
        tasks.escrever(documento.pk)
    documento.refresh_from_db()

    assert (documento.situacao, documento.motivo) == (Situacao.FALHOU, geracao.IMPREVISTO)
    assert "estouro" in caplog.text


# --- Uma vez só


def test_escrever_de_novo_nao_muda_o_que_esta_pronto(gerar, escrever, em_disco):
    documento, antes = gerar(), em_disco()
    escrever(documento.pk)

    assert em_disco() == antes
    assert ArquivoDoDocumento.objects.count() == 3


def test_documento_reservado_nao_e_de_outro(tipo, orgao, pessoa, escrever):
    documento = servicos.gerar_documento("ensaio", orgao, pessoa)
    assert DocumentoGerado.objects.all().reservar(documento.pk, por=timedelta(minutes=5))

    escrever(documento.pk)

    documento.refresh_from_db()
    assert (documento.situacao, documento.tentativas) == (Situacao.NA_FILA, 1)


@pytest.mark.django_db(transaction=True)
def test_dois_trabalhadores_no_mesmo_documento_fazem_um(tipo, orgao, pessoa, monkeypatch, em_disco):
    """Os dois escrevem ao mesmo tempo, como se a reserva do primeiro tivesse vencido."""
    juntos = Barrier(2, timeout=20)

    def escritor(folha):
        juntos.wait()
        return b"%PDF " + folha.codigo.encode()

    monkeypatch.setitem(geracao.ESCRITORES, Formato.PDF, escritor)
    monkeypatch.setattr(geracao, "RESERVA", timedelta(minutes=-1))
    documento = servicos.gerar_documento("ensaio", orgao, pessoa)

    def trabalhar():
        try:
            tasks.escrever(documento.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor() as linhas:
        for futuro in [linhas.submit(trabalhar) for _ in range(2)]:
            futuro.result(20)

    documento.refresh_from_db()
    assert (documento.situacao, documento.tentativas) == (Situacao.PRONTO, 2)
    assert documento.arquivos.count() == 3


@pytest.mark.django_db(transaction=True)
def test_dois_pedidos_ao_mesmo_tempo_sao_um_documento(tipo, orgao, pessoa):
    servicos.publicar_modelos()
    largada = Barrier(2, timeout=20)

    def pedir():
        try:
            largada.wait()
            return servicos.gerar_documento("ensaio", orgao, pessoa).pk
        finally:
            connection.close()

    with ThreadPoolExecutor() as linhas:
        um, outro = [f.result(20) for f in [linhas.submit(pedir), linhas.submit(pedir)]]

    assert um == outro
    assert DocumentoGerado.objects.count() == 1


# --- Retomar


def envelhecer(documento, **campos):
    """Muda só o que a fila deixa mudar."""
    nomes = ", ".join(f"{campo} = %s" for campo in campos)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE documentos_documentogerado SET {nomes} WHERE id = %s",  # noqa: S608 (os nomes são os deste teste)
            [*campos.values(), documento.pk],
        )


def test_varredura_chama_de_novo_quem_ficou_sem_trabalhador(tipo, orgao, pessoa, monkeypatch):
    chamadas = []
    monkeypatch.setattr(geracao, "chamar_tarefa", lambda *args: chamadas.append(args))
    documento = servicos.gerar_documento("ensaio", orgao, pessoa)

    assert servicos.retomar_parados() == 0
    envelhecer(documento, reservado_ate=timezone.now() - timedelta(seconds=1), tentativas=1)
    tasks.varrer()

    assert chamadas == [("seicidades.documentos.tasks.escrever", documento.pk)]


def test_varredura_desiste_do_que_ja_matou_tres(tipo, orgao, pessoa):
    documento = servicos.gerar_documento("ensaio", orgao, pessoa)
    envelhecer(documento, reservado_ate=timezone.now() - timedelta(seconds=1), tentativas=3)

    assert servicos.retomar_parados() == 0
    documento.refresh_from_db()
    assert (documento.situacao, documento.motivo) == (Situacao.FALHOU, geracao.IMPREVISTO)


# --- Não muda


def test_gerado_nao_muda_nem_se_apaga_pelo_django(gerar):
    documento = gerar()
    um = documento.arquivos.first()

    for recusado in (
        documento.save,
        documento.delete,
        um.save,
        um.delete,
        DocumentoGerado.objects.all().delete,
        lambda: DocumentoGerado.objects.update(titulo="x"),
    ):
        with pytest.raises(DocumentoImutavel):
            recusado()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE documentos_documentogerado SET titulo = 'x'",
        "UPDATE documentos_documentogerado SET contexto = '{\"x\": 1}'",
        "UPDATE documentos_documentogerado SET situacao = 'na_fila', terminado_em = NULL",
        "DELETE FROM documentos_documentogerado",
        "TRUNCATE documentos_documentogerado CASCADE",
        "UPDATE documentos_arquivododocumento SET formato = 'pdf'",
        "DELETE FROM documentos_arquivododocumento",
    ],
)
def test_gerado_nao_muda_nem_pelo_banco(gerar, sql):
    gerar()

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="não muda nem é apagad"), transaction.atomic():
            cursor.execute(sql)


@pytest.mark.parametrize(
    ("campos", "restricao"),
    [
        ({"codigo": "K7QM2XTR9WH0"}, "gerado_codigo_sem_letra_ambigua"),
        ({"situacao": "outra", "terminado_em": timezone.now()}, "gerado_situacao_conhecida"),
        ({"situacao": "pronto"}, "gerado_terminado_com_data"),
        ({"situacao": "falhou", "terminado_em": timezone.now()}, "gerado_falha_com_motivo"),
        ({"tipo": "ensaio", "versao": 9}, "gerado_um_na_fila_por_tipo"),
        (
            {"tipo": "ensaio", "situacao": "pronto", "terminado_em": timezone.now()},
            "gerado_versao_unica_no_numero",
        ),
    ],
)
def test_banco_recusa_documento_incoerente(tipo, orgao, pessoa, campos, restricao):
    um = servicos.gerar_documento("ensaio", orgao, pessoa)
    padrao = {
        "orgao": orgao,
        "tipo": "outro",
        "titulo": "x",
        "ano": um.ano,
        "numero": 1,
        "versao": 1,
        "versao_do_modelo": um.versao_do_modelo,
        "codigo": "K7QM2XTR9WHD",
        "pedido_por": pessoa,
    }

    with transaction.atomic():
        DocumentoGerado.objects.create(**padrao)
        transaction.set_rollback(True)
    with pytest.raises(IntegrityError, match=restricao), transaction.atomic():
        DocumentoGerado.objects.create(**padrao | campos)


def test_expurgo_de_um_arquivo_leva_os_dados_e_deixa_o_resumo(gerar):
    documento = gerar()
    arquivo = documento.arquivos.get(formato="pdf").arquivo

    servicos.expurgar(arquivo, UsuarioFactory(administrador=True), "Dado de terceiros")

    documento.refresh_from_db()
    assert (documento.contexto, documento.situacao) == ({}, Situacao.PRONTO)
    assert documento.arquivos.get(formato="pdf").arquivo.sha256 == arquivo.sha256


# --- Código e brasão


def test_codigos_nao_se_repetem_nem_tem_letra_que_confunda(gerar):
    codigos = {gerar().codigo for _ in range(5)}

    assert len(codigos) == 5
    assert set("".join(codigos)) <= set(ALFABETO)
    assert set("01ILOU") & set(ALFABETO) == set()


def test_codigo_repetido_e_sorteado_de_novo(gerar, monkeypatch):
    um = gerar()
    sorteios = iter([um.codigo, "K7QM2XTR9WHD"])
    monkeypatch.setattr(geracao, "sortear_codigo", lambda: next(sorteios))

    assert gerar().codigo_escrito == "K7QM-2XTR-9WHD"


def test_brasao_vai_na_folha_e_fica_congelado_com_o_pedido(tipo, orgao, pessoa):
    servicos.por_brasao(orgao, envio("brasao.png", png(2, 2)), pessoa)
    documento = servicos.gerar_documento("ensaio", orgao, pessoa)
    servicos.por_brasao(orgao, envio("novo.png", png(3, 3)), pessoa)

    assert geracao.folha_de(documento).brasao == png(2, 2)
    assert servicos.brasao_do_orgao(orgao).arquivo.nome == "novo.png"


def test_brasao_expurgado_da_lugar_ao_escudo(tipo, orgao, pessoa):
    brasao = servicos.por_brasao(orgao, envio("brasao.png", png(2, 2)), pessoa)
    documento = servicos.gerar_documento("ensaio", orgao, pessoa)
    servicos.expurgar(brasao.arquivo, UsuarioFactory(administrador=True), "Não é o do município")
    documento = DocumentoGerado.objects.get(pk=documento.pk)

    assert geracao.folha_de(documento).brasao == b""
    assert servicos.brasao_do_orgao(orgao) is None


def test_brasao_so_imagem(orgao, pessoa):
    with pytest.raises(ValidationError, match="PNG ou JPEG"):
        servicos.por_brasao(orgao, envio("brasao.pdf"), pessoa)


# --- Declarar


def test_codigo_repetido_na_declaracao_e_recusado(registrados, tmp_path):
    um = ensaio.tipo(tmp_path)

    assert registrar_documento(um) is registrar_documento(um)
    with pytest.raises(ValueError, match="Já existe um documento registrado"):
        registrar_documento(ensaio.tipo(tmp_path))


@pytest.mark.parametrize(
    ("campos", "diz"),
    [
        ({"codigo": "Ensaio-1"}, "não serve"),
        ({"formatos": (Formato.DOCX,)}, "ao menos em PDF"),
        ({"variaveis": {"documento.numero": "x"}}, "nome do programa"),
    ],
)
def test_declaracao_incoerente_e_recusada(tmp_path, campos, diz):
    with pytest.raises(ValueError, match=diz):
        ensaio.tipo(tmp_path, **campos)
