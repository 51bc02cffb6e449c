"""Guardar, baixar, expurgar e limpar: o que fica no banco e o que fica em disco."""

import hashlib
import os
import stat
import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.management import call_command
from django.db import transaction

from seicidades.comum.papeis import Papel
from seicidades.documentos import servicos
from seicidades.documentos.cofre import cofre
from seicidades.documentos.models import Arquivo
from seicidades.documentos.reconhecimento import Tipo
from seicidades.documentos.tasks import limpar_orfaos
from tests.documentos import amostras
from tests.factories import ArquivoFactory, OrgaoFactory, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db
PDF = amostras.pdf()
RESUMO = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def orgao():
    return OrgaoFactory()


@pytest.fixture
def pessoa():
    return UsuarioFactory()


def endereco(orgao, resumo=RESUMO):
    return f"{orgao.pk}/{resumo[:2]}/{resumo}"


def test_guardar_registra_o_que_chegou_e_grava_pelo_resumo(orgao, pessoa, em_disco):
    arquivo = servicos.guardar(orgao, amostras.envio("../Termo.PDF"), pessoa)

    arquivo.refresh_from_db()
    assert (arquivo.orgao, arquivo.enviado_por) == (orgao, pessoa)
    assert (arquivo.nome, arquivo.tipo, arquivo.mime) == ("Termo.pdf", "pdf", "application/pdf")
    assert (arquivo.tamanho, arquivo.sha256) == (len(PDF), RESUMO)
    assert (arquivo.papeis, arquivo.reservado, arquivo.expurgado) == ([], False, False)
    assert em_disco() == [endereco(orgao)]


def test_so_o_dono_do_processo_le_o_cofre(orgao, pessoa, pasta_do_cofre):
    servicos.guardar(orgao, amostras.envio(), pessoa)

    caminhos = [pasta_do_cofre, *pasta_do_cofre.rglob("*")]
    assert not any(stat.S_IMODE(caminho.stat().st_mode) & 0o077 for caminho in caminhos)


def test_envio_em_arquivo_temporario_tambem_e_guardado(orgao, pessoa):
    with TemporaryUploadedFile("termo.pdf", "application/pdf", len(PDF), None) as upload:
        upload.write(PDF)
        upload.seek(7)

        assert servicos.guardar(orgao, upload, pessoa).sha256 == RESUMO


def test_mesmo_conteudo_no_mesmo_orgao_sao_duas_linhas_e_um_lugar(orgao, pessoa, em_disco):
    primeiro = servicos.guardar(orgao, amostras.envio("a.pdf"), pessoa)
    segundo = servicos.guardar(orgao, amostras.envio("b.pdf"), UsuarioFactory())

    assert primeiro.conteudo.name == segundo.conteudo.name
    assert Arquivo.objects.count() == 2
    assert em_disco() == [endereco(orgao)]


def test_repetir_o_mesmo_envio_devolve_a_linha_que_ja_ha(orgao, pessoa, em_disco):
    primeiro = servicos.guardar(orgao, amostras.envio(), pessoa, papeis=[Papel.GESTOR_TI])
    segundo = servicos.guardar(orgao, amostras.envio(), pessoa, papeis=[Papel.GESTOR_TI])

    assert segundo == primeiro
    assert Arquivo.objects.count() == 1
    assert em_disco() == [endereco(orgao)]


@pytest.mark.parametrize(
    "mudanca", [{"por": UsuarioFactory}, {"nome": "outro.pdf"}, {"papeis": [Papel.GESTOR_TI]}]
)
def test_outra_pessoa_outro_nome_ou_outra_reserva_e_outra_linha(orgao, pessoa, mudanca):
    primeiro = servicos.guardar(orgao, amostras.envio(), pessoa)
    envio = amostras.envio(mudanca.get("nome", "termo.pdf"))
    por = mudanca["por"]() if "por" in mudanca else pessoa

    segundo = servicos.guardar(orgao, envio, por, papeis=mudanca.get("papeis", ()))

    assert segundo != primeiro
    assert segundo.conteudo.name == primeiro.conteudo.name


def test_mesmo_arquivo_escolhido_duas_vezes_e_uma_linha(orgao, pessoa):
    um, outro = servicos.guardar_varios(orgao, [amostras.envio(), amostras.envio()], pessoa)

    assert um == outro


def test_orgaos_diferentes_nao_dividem_o_conteudo(orgao, pessoa, em_disco):
    outro = OrgaoFactory()
    for dono in (orgao, outro):
        servicos.guardar(dono, amostras.envio(), pessoa)

    assert em_disco() == sorted([endereco(orgao), endereco(outro)])


def test_guardar_de_novo_conserta_o_conteudo_estragado(orgao, pessoa, pasta_do_cofre):
    arquivo = servicos.guardar(orgao, amostras.envio(), pessoa)
    (pasta_do_cofre / endereco(orgao)).write_bytes(b"estragado")

    servicos.guardar(orgao, amostras.envio(), pessoa)

    with arquivo.abrir() as conteudo:
        assert conteudo.read() == PDF


def test_recusado_nao_deixa_linha_nem_arquivo(orgao, pessoa, em_disco):
    with pytest.raises(ValidationError) as erro:
        servicos.guardar(orgao, amostras.envio("oficio.pdf", b"MZ\x90\0\0"), pessoa)

    assert erro.value.messages == [
        "“oficio.pdf” é um programa, que não é aceito. "
        "Envie o documento em si, em um dos tipos aceitos."
    ]
    assert not Arquivo.objects.exists()
    assert em_disco() == []


def test_recusa_diz_os_tipos_aceitos_naquele_lugar(orgao, pessoa):
    with pytest.raises(ValidationError) as erro:
        servicos.guardar(orgao, amostras.envio("a.csv", b"\0"), pessoa, tipos=[Tipo.CSV, Tipo.XLSX])

    assert erro.value.messages == [
        "“a.csv” tem um conteúdo que não foi reconhecido. Salve uma cópia como XLSX ou CSV "
        "e envie-a."
    ]


def test_guardar_varios_guarda_todos_na_ordem(orgao, pessoa, em_disco):
    envios = [
        amostras.envio("b.pdf"),
        amostras.envio("a.csv", b"a;b\n"),
        amostras.envio("c.pdf"),
    ]

    arquivos = servicos.guardar_varios(orgao, envios, pessoa)

    assert [arquivo.nome for arquivo in arquivos] == ["b.pdf", "a.csv", "c.pdf"]
    assert len(em_disco()) == 2


def test_guardar_varios_recusa_todos_se_um_nao_serve(orgao, pessoa, em_disco):
    envios = [
        amostras.envio("bom.pdf"),
        amostras.envio("vazio.pdf", b""),
        amostras.envio("foto.pdf", amostras.png()),
    ]

    with pytest.raises(ValidationError) as erro:
        servicos.guardar_varios(orgao, envios, pessoa)

    assert [mensagem.split("”")[0] for mensagem in erro.value.messages] == [
        "“vazio.pdf",
        "“foto.pdf",
    ]
    assert not Arquivo.objects.exists()
    assert em_disco() == []


def test_guardar_varios_sem_nenhum_nao_faz_nada(orgao, pessoa):
    assert servicos.guardar_varios(orgao, [], pessoa) == []


def test_guardar_custa_um_numero_fixo_de_consultas(orgao, pessoa, django_assert_num_queries):
    with django_assert_num_queries(5):  # ponto de retorno, trava, busca, linha, fim do ponto
        servicos.guardar(orgao, amostras.envio(), pessoa)


def test_papeis_guardam_cada_um_uma_vez(orgao, pessoa):
    arquivo = servicos.guardar(
        orgao, amostras.envio(), pessoa, papeis=[Papel.GESTOR_TI, Papel.GESTOR_TI]
    )

    assert arquivo.papeis == ["gestor_ti"]
    assert arquivo.reservado


def test_papel_desconhecido_e_erro_de_quem_programa(orgao, pessoa, em_disco):
    with pytest.raises(ValueError, match="prefeito"):
        servicos.guardar(orgao, amostras.envio(), pessoa, papeis=["prefeito"])

    assert em_disco() == []


def test_falha_ao_gravar_nao_deixa_temporario(orgao, pessoa, em_disco, monkeypatch):
    def falhar(*_):
        raise OSError("disco cheio")

    monkeypatch.setattr(os, "replace", falhar)
    with pytest.raises(OSError, match="disco cheio"):
        servicos.guardar(orgao, amostras.envio(), pessoa)

    assert em_disco() == []
    assert not Arquivo.objects.exists()


# --- quem baixa


def vinculado(orgao, papel=Papel.GESTOR_SEI, **usuario):
    pessoa = UsuarioFactory(**usuario)
    VinculoFactory(orgao=orgao, papel=papel, usuario=pessoa)
    return pessoa


@pytest.mark.parametrize(
    ("quem", "comum", "reservado"),
    [
        (lambda orgao: UsuarioFactory(), False, False),
        (lambda orgao: vinculado(OrgaoFactory()), False, False),
        (lambda orgao: vinculado(OrgaoFactory(), Papel.GESTOR_TI), False, False),
        (lambda orgao: vinculado(orgao), True, False),
        (lambda orgao: vinculado(orgao, Papel.GESTOR_TI), True, True),
        (lambda orgao: vinculado(orgao, Papel.GESTOR_TI, is_active=False), False, False),
        (lambda orgao: vinculado(orgao, Papel.GERENTE, gerente=True), True, True),
        (lambda orgao: UsuarioFactory(administrador=True), True, True),
        (lambda orgao: UsuarioFactory(observador=True), True, False),
    ],
)
def test_quem_baixa_o_comum_e_quem_baixa_o_reservado(orgao, quem, comum, reservado):
    usuario = quem(orgao)

    assert servicos.pode_baixar(usuario, ArquivoFactory(orgao=orgao)) is comum
    do_papel = ArquivoFactory(orgao=orgao, papeis=[Papel.GESTOR_TI])
    assert servicos.pode_baixar(usuario, do_papel) is reservado


def test_gerente_de_outra_carteira_baixa_o_comum_e_nao_o_reservado(orgao):
    vinculado(orgao, Papel.GERENTE, gerente=True)
    outro = UsuarioFactory(gerente=True)

    assert servicos.pode_baixar(outro, ArquivoFactory(orgao=orgao))
    assert not servicos.pode_baixar(outro, ArquivoFactory(orgao=orgao, papeis=[Papel.GESTOR_TI]))


# --- expurgo


def test_expurgar_apaga_os_bytes_e_deixa_o_resumo(
    orgao, em_disco, django_capture_on_commit_callbacks
):
    admin = UsuarioFactory(administrador=True)
    arquivo = ArquivoFactory(orgao=orgao, bytes=PDF)

    with django_capture_on_commit_callbacks(execute=True):
        servicos.expurgar(arquivo, admin, " CPF de terceiros ")

    arquivo.refresh_from_db()
    assert arquivo.expurgado
    assert (arquivo.expurgado_por, arquivo.motivo_do_expurgo) == (admin, "CPF de terceiros")
    assert (arquivo.sha256, arquivo.tamanho) == (RESUMO, len(PDF))
    assert em_disco() == []


def test_expurgar_alcanca_o_mesmo_conteudo_do_orgao_e_so_dele(
    orgao, em_disco, django_capture_on_commit_callbacks
):
    arquivo, igual = ArquivoFactory.create_batch(2, orgao=orgao, bytes=PDF)
    de_fora = ArquivoFactory(bytes=PDF)

    with django_capture_on_commit_callbacks(execute=True):
        servicos.expurgar(arquivo, UsuarioFactory(administrador=True), "CPF")

    igual.refresh_from_db()
    de_fora.refresh_from_db()
    assert igual.expurgado
    assert not de_fora.expurgado
    assert em_disco() == [endereco(de_fora.orgao)]


def test_bytes_so_somem_depois_do_commit(orgao, em_disco, django_capture_on_commit_callbacks):
    arquivo = ArquivoFactory(orgao=orgao, bytes=PDF)

    with django_capture_on_commit_callbacks() as depois:
        servicos.expurgar(arquivo, UsuarioFactory(administrador=True), "CPF")

    assert em_disco() == [endereco(orgao)]
    assert len(depois) == 1


def test_conteudo_reenviado_antes_de_o_expurgo_apagar_fica(
    orgao, em_disco, django_capture_on_commit_callbacks
):
    arquivo = ArquivoFactory(orgao=orgao, bytes=PDF)

    with django_capture_on_commit_callbacks(execute=True):
        servicos.expurgar(arquivo, UsuarioFactory(administrador=True), "engano")
        novo = servicos.guardar(orgao, amostras.envio(arquivo.nome), arquivo.enviado_por)

    assert em_disco() == [endereco(orgao)]
    assert not novo.expurgado


def test_expurgar_de_novo_avisa_que_nada_mudou(orgao):
    admin = UsuarioFactory(administrador=True)
    arquivo = servicos.expurgar(ArquivoFactory(orgao=orgao), admin, "CPF")

    with pytest.raises(ValidationError, match="Nada mudou"):
        servicos.expurgar(arquivo, admin, "outro motivo")

    arquivo.refresh_from_db()
    assert arquivo.motivo_do_expurgo == "CPF"


def test_expurgar_exige_motivo(orgao):
    with pytest.raises(ValidationError, match="Diga por que"):
        servicos.expurgar(ArquivoFactory(orgao=orgao), UsuarioFactory(administrador=True), "  ")


@pytest.mark.parametrize("quem", ["observador", "municipal"])
def test_so_quem_administra_o_orgao_expurga(orgao, quem):
    arquivo = ArquivoFactory(orgao=orgao)
    usuario = vinculado(orgao) if quem == "municipal" else UsuarioFactory(observador=True)

    with pytest.raises(PermissionDenied):
        servicos.expurgar(arquivo, usuario, "CPF")

    arquivo.refresh_from_db()
    assert not arquivo.expurgado


# --- limpeza


def deixar_orfao(orgao, conteudo=PDF):
    with cofre.receber([conteudo]) as recebido:
        cofre.assentar(recebido, orgao.pk)


def test_limpeza_apaga_o_orfao_e_poupa_o_que_tem_dono(orgao, em_disco):
    arquivo = ArquivoFactory(orgao=orgao)
    deixar_orfao(orgao)
    deixar_orfao(OrgaoFactory())

    assert servicos.limpar_orfaos() == servicos.Limpeza(conteudos=2, temporarios=0)
    assert em_disco() == [arquivo.conteudo.name]


def test_limpeza_pergunta_ao_banco_aos_lotes(orgao, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(servicos.arquivos, "LOTE", 2)
    for n in range(5):
        deixar_orfao(orgao, amostras.pdf(str(n)))

    with django_assert_num_queries(3):
        assert servicos.limpar_orfaos(simular=True).conteudos == 5


def test_limpeza_simulada_so_conta(orgao, em_disco):
    deixar_orfao(orgao)

    assert servicos.limpar_orfaos(simular=True) == servicos.Limpeza(1, 0)
    assert em_disco() == [endereco(orgao)]


def test_limpeza_apaga_o_que_um_expurgo_interrompido_deixou(orgao, em_disco):
    arquivo = ArquivoFactory(orgao=orgao, bytes=PDF)
    servicos.expurgar(arquivo, UsuarioFactory(administrador=True), "CPF")
    assert em_disco() == [endereco(orgao)]

    limpar_orfaos()

    assert em_disco() == []


def test_limpeza_apaga_temporario_velho_e_poupa_o_de_hoje(pasta_do_cofre, em_disco):
    pasta = pasta_do_cofre / "temporarios"
    pasta.mkdir(parents=True)
    (pasta / "velho").write_bytes(b"resto")
    (pasta / "novo").write_bytes(b"chegando")
    ha_dois_dias = time.time() - 2 * servicos.arquivos.DIA_EM_SEGUNDOS
    os.utime(pasta / "velho", (ha_dois_dias, ha_dois_dias))

    assert servicos.limpar_orfaos() == servicos.Limpeza(conteudos=0, temporarios=1)
    assert em_disco() == ["temporarios/novo"]


def test_limpeza_ignora_o_que_nao_e_do_cofre(pasta_do_cofre, em_disco):
    (pasta_do_cofre / "1" / "ab").mkdir(parents=True)
    (pasta_do_cofre / "1" / "ab" / "LEIAME").write_bytes(b"nao sou do cofre")

    assert servicos.limpar_orfaos() == servicos.Limpeza(0, 0)
    assert em_disco() == ["1/ab/LEIAME"]


def test_limpeza_sem_cofre_ainda_nao_e_erro():
    assert servicos.limpar_orfaos() == servicos.Limpeza(0, 0)


@pytest.mark.parametrize(("opcoes", "comeco"), [([], "Apagados"), (["--simular"], "A apagar")])
def test_comando_de_limpeza_diz_o_que_fez(orgao, capsys, opcoes, comeco):
    deixar_orfao(orgao)

    call_command("limpar_arquivos_orfaos", *opcoes)

    assert capsys.readouterr().out == f"{comeco}: 1 conteúdos sem dono e 0 temporários.\n"


def test_transacao_desfeita_nao_deixa_linha_e_a_limpeza_leva_os_bytes(orgao, pessoa, em_disco):
    with transaction.atomic():
        servicos.guardar(orgao, amostras.envio(), pessoa)
        transaction.set_rollback(True)

    assert not Arquivo.objects.exists()
    servicos.limpar_orfaos()
    assert em_disco() == []
