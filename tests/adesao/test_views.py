from datetime import date, timedelta

import pytest
from django.utils import timezone

from adesao import urls
from adesao.models import (
    CadastroExterno,
    DadosDaPrefeitura,
    Instrumento,
    PublicacaoDoExtrato,
    Representante,
    Signatario,
)
from seicidades.fluxo.models import Andamento
from seicidades.municipios.models import InstalacaoSEI
from tests.adesao.factories import (
    CadastroExternoFactory,
    DadosDaPrefeituraFactory,
    InstrumentoFactory,
    PessoaQueAssinaFactory,
    PublicacaoDoExtratoFactory,
    RepresentanteFactory,
    SignatarioFactory,
    TipoDeInstrumentoFactory,
)
from tests.documentos.amostras import envio
from tests.factories import UsuarioFactory, VinculoFactory

SEM_FORMULARIO = {"instrumentos", "usuarios_externos"}
PAGINAS = [
    rota.name
    for rota in urls.urlpatterns
    if "<" not in str(rota.pattern) and rota.name not in SEM_FORMULARIO
]
PREFEITURA = {
    "cnpj": "12.ABC.345/01DE-35",
    "email": "gabinete@exemplo.invalid",
    "telefone": "(18) 3502-9000",
    "cep": "17800-000",
    "logradouro": "Rua das Acácias",
    "numero": "100",
    "bairro": "Centro",
}
PREFEITA = {
    "nome": "Ana Prado",
    "cargo": "Prefeita",
    "email": "ana@exemplo.invalid",
    "mandato_inicio": "2025-01-01",
    "mandato_fim": "2028-12-31",
}


def termo(**mudancas):
    dados = {
        "tipo": TipoDeInstrumentoFactory().pk,
        "processo_sei": "018.00012345/2024-39",
        "documento_sei": "6001234",
        "disponibilizado_em": "2026-03-09",
        "signatario_1_nome": "Ana Prado",
        "signatario_1_cargo": "Prefeita",
        "signatario_1_parte": "municipio",
    }
    return dados | mudancas


def acordo(**mudancas):
    dados = {
        "tipo": TipoDeInstrumentoFactory(acordo=True).pk,
        "documento_sei": "6009999",
        "disponibilizado_em": "2026-03-23",
        "signatario_2_nome": "Rui Lemos",
        "signatario_2_cargo": "Secretário",
        "signatario_2_parte": "sggd",
        "signatario_3_nome": "Ivo Serra",
        "signatario_3_cargo": "Diretor",
        "signatario_3_parte": "prodesp",
    }
    return termo(**dados | mudancas)


def ana_liberada(cidade) -> None:
    """Quem representa a prefeitura, com o usuário externo liberado."""
    ana = RepresentanteFactory(implantacao=cidade.implantacao, nome="Ana Prado")
    CadastroExternoFactory(representante=ana, liberado=True)


def erros(resposta) -> dict[str, str]:
    assert resposta.status_code == 200
    return {campo: " ".join(lista) for campo, lista in resposta.context["form"].errors.items()}


def texto(resposta) -> str:
    return resposta.content.decode()


# --- Acesso


@pytest.mark.parametrize("nome", PAGINAS)
def test_estranho_recebe_404(pagina, nome):
    de_outra_cidade = VinculoFactory().usuario
    assert pagina(nome, de_outra_cidade).status_code == 404
    assert pagina(nome, de_outra_cidade, {}).status_code == 404


@pytest.mark.parametrize("nome", PAGINAS)
def test_quem_so_observa_le_e_nao_grava(pagina, nome):
    observador = UsuarioFactory(observador=True)
    lida = pagina(nome, observador)
    assert lida.status_code == 200
    assert not lida.context["pode_salvar"]
    assert pagina(nome, observador, {}).status_code == 403


@pytest.mark.parametrize("nome", PAGINAS)
def test_todas_abrem_com_e_sem_dados(pagina, cidade, arquivo, nome):
    assert pagina(nome, cidade.gerente).status_code == 200
    preencher(cidade.implantacao, arquivo(cidade.implantacao.orgao))
    pessoas = (cidade.gerente, cidade.gestor_ti)
    assert [pagina(nome, pessoa).status_code for pessoa in pessoas] == [200, 200]


def preencher(implantacao, guardado):
    DadosDaPrefeituraFactory(implantacao=implantacao)
    representante = RepresentanteFactory(implantacao=implantacao)
    CadastroExternoFactory(representante=representante, liberado=True, comprovante=guardado)
    do_termo = InstrumentoFactory(implantacao=implantacao)
    SignatarioFactory(instrumento=do_termo, assinado_em=date(2026, 3, 12), comprovante=guardado)
    do_acordo = InstrumentoFactory(implantacao=implantacao, acordo=True)
    SignatarioFactory(instrumento=do_acordo, assinado=True)
    PublicacaoDoExtratoFactory(instrumento=do_acordo, arquivo=guardado)


@pytest.mark.parametrize(
    ("nome", "dados"),
    [("termo_assinado", {}), ("usuario_externo_liberado", {"liberado_em": "2026-03-05"})],
)
def test_quem_nao_tem_o_papel_do_item_nao_grava(pagina, cidade, nome, dados):
    CadastroExternoFactory(
        representante=RepresentanteFactory(implantacao=cidade.implantacao), liberado=False
    )
    SignatarioFactory(instrumento=InstrumentoFactory(implantacao=cidade.implantacao))
    assert pagina(nome, cidade.gestor_ti, dados).status_code == 403


# --- Prefeitura e representante


def test_prefeitura_satisfaz_o_item_e_avisa_do_email_pessoal(pagina, cidade, client):
    dados = PREFEITURA | {"email": "prefeitura@gmail.com"}
    resposta = pagina("prefeitura", cidade.gestor_sei, dados)
    assert resposta.status_code == 302
    assert cidade.item("prefeitura_informada").situacao == "pronto"
    cidade.implantacao.orgao.refresh_from_db()
    assert cidade.implantacao.orgao.cnpj == "12ABC34501DE35"
    assert DadosDaPrefeitura.objects.get().telefone == "1835029000"
    avisos = [str(m) for m in client.get(resposta.url).context["messages"]]
    assert avisos[0] == "Dados da prefeitura salvos."
    assert "parece pessoal" in avisos[1]


def test_prefeitura_mostra_o_erro_no_campo_e_guarda_o_que_foi_escrito(pagina, cidade):
    resposta = pagina("prefeitura", cidade.gestor_sei, PREFEITURA | {"cnpj": "12ABC34501DE36"})
    assert list(erros(resposta)) == ["cnpj"]
    assert "Rua das Acácias" in texto(resposta)
    assert not DadosDaPrefeitura.objects.exists()


def test_gerente_registra_em_nome_do_gestor_sei_com_comprovacao(pagina, cidade, em_nome_de):
    sem = pagina("prefeitura", cidade.gerente, PREFEITURA)
    assert sem.status_code == 200
    assert not DadosDaPrefeitura.objects.exists()
    assert pagina("prefeitura", cidade.gerente, PREFEITURA | em_nome_de).status_code == 302
    andamento = Andamento.objects.get(tipo="fato_registrado")
    assert (andamento.em_nome_de, andamento.origem) == ("gestor_sei", "oficio")


def test_representante_e_depois_a_posse_de_outra_pessoa(pagina, cidade):
    pagina("representante", cidade.gestor_sei, PREFEITA)
    assert cidade.item("prefeito_informado").situacao == "pronto"
    posse = PREFEITA | {
        "nome": "Bia Reis",
        "email": "bia@exemplo.invalid",
        "mandato_inicio": "2026-06-01",
    }
    pagina("trocar_representante", cidade.gestor_sei, posse)
    lidos = Representante.objects.values_list("nome", "mandato_fim")
    assert list(lidos) == [
        ("Bia Reis", date(2028, 12, 31)),
        ("Ana Prado", date(2026, 5, 31)),
    ]


def test_o_registro_nao_guarda_dado_pessoal_do_representante(pagina, cidade):
    pagina("representante", cidade.gestor_sei, PREFEITA)
    dados = str(list(Andamento.objects.values_list("dados", flat=True)))
    assert "Ana" not in dados
    assert "exemplo.invalid" not in dados


# --- Usuário externo


def test_pedido_e_liberacao_passam_de_mao_em_mao(pagina, cidade):
    RepresentanteFactory(implantacao=cidade.implantacao)
    pedido = {"pedido_em": "2026-03-03", "comprovante": envio()}
    assert pagina("usuario_externo_pedido", cidade.representante, pedido).status_code == 302
    assert cidade.item("usuario_externo_pedido").em == date(2026, 3, 3)
    assert CadastroExterno.objects.get().comprovante.nome == "termo.pdf"
    resposta = pagina("usuario_externo_liberado", cidade.gerente, {"liberado_em": "2026-03-05"})
    assert resposta.status_code == 302
    assert cidade.item("usuario_externo_liberado").em == date(2026, 3, 5)


def test_liberacao_antes_do_pedido_e_recusada_no_campo(pagina, cidade):
    CadastroExternoFactory(representante=RepresentanteFactory(implantacao=cidade.implantacao))
    resposta = pagina("usuario_externo_liberado", cidade.gerente, {"liberado_em": "2026-03-02"})
    assert "antes do pedido" in erros(resposta)["liberado_em"]


# --- Termo e acordo


def test_o_numero_estranho_continua_avisado_junto_ao_campo(pagina, cidade):
    InstrumentoFactory(implantacao=cidade.implantacao, processo_sei="018.00012345/2024-11")

    aberta = texto(pagina("termo", cidade.gerente))

    assert "018.00012345/2024-39" in aberta
    assert 'class="campo__alerta"' in aberta


def test_o_sei_do_estado_que_recusa_diz_no_campo_e_guarda_o_digitado(pagina, cidade):
    InstalacaoSEI.objects.filter(orgao=None).update(digitos="recusar")
    com_erro = termo(processo_sei="018.00012345/2024-11")

    resposta = pagina("termo", cidade.gerente, com_erro)

    assert "seriam 39" in erros(resposta)["processo_sei"]
    assert 'value="018.00012345/2024-11"' in texto(resposta)
    assert not Instrumento.objects.exists()
    certo = pagina("termo", cidade.gerente, termo(processo_sei="01800012345202439"))
    assert certo.status_code == 302
    assert Instrumento.objects.get().processo_sei == "018.00012345/2024-39"


def test_termo_com_signatarios_e_aviso_de_digito(pagina, cidade, client):
    ana_liberada(cidade)
    bia = PessoaQueAssinaFactory(implantacao=cidade.implantacao, nome="Bia Reis")
    CadastroExternoFactory(pessoa=bia, liberado=True)
    dados = termo(
        processo_sei="018.00012345/2024-11",
        signatario_3_nome="Bia Reis",
        signatario_3_cargo="Procuradora",
        signatario_3_parte="municipio",
    )
    resposta = pagina("termo", cidade.gerente, dados)
    assert resposta.status_code == 302
    nomes = Signatario.objects.values_list("ordem", "nome")
    assert list(nomes) == [(1, "Ana Prado"), (2, "Bia Reis")]
    assert cidade.item("termo_disponibilizado").situacao == "pronto"
    avisos = [str(m) for m in client.get(resposta.url).context["messages"]]
    assert "seriam 39" in avisos[1]


def test_termo_oferece_quem_representa_como_primeira_pessoa(pagina, cidade):
    RepresentanteFactory(implantacao=cidade.implantacao, nome="Ana Prado")
    form = pagina("termo", cidade.gerente).context["form"]
    assert form["signatario_1_nome"].value() == "Ana Prado"


def test_termo_ja_registrado_volta_preenchido_com_linhas_livres(pagina, cidade):
    pagina("termo", cidade.gerente, termo())
    form = pagina("termo", cidade.gerente).context["form"]
    assert form["documento_sei"].value() == "6001234"
    assert form["signatario_1_nome"].value() == "Ana Prado"
    assert form["signatario_2_nome"].value() is None


def test_apagar_o_nome_tira_quem_nao_assinou(pagina, cidade):
    pagina("termo", cidade.gerente, termo())
    ana = Signatario.objects.get()
    outra = {
        "signatario_1_id": ana.pk,
        "signatario_1_nome": "",
        "signatario_1_cargo": "",
        "signatario_2_nome": "Bia Reis",
        "signatario_2_cargo": "Prefeita em exercício",
        "signatario_2_parte": "municipio",
    }
    pagina("termo", cidade.gerente, termo(**outra))
    assert [s.nome for s in Signatario.objects.all()] == ["Bia Reis"]


def test_linha_pela_metade_aponta_o_que_falta(pagina, cidade):
    dados = termo(signatario_2_nome="Bia Reis", signatario_3_cargo="Procuradora")
    apontados = erros(pagina("termo", cidade.gerente, dados))
    assert set(apontados) == {"signatario_2_cargo", "signatario_3_nome"}
    assert not Instrumento.objects.exists()


def test_id_de_signatario_alheio_e_ignorado(pagina, cidade, nova_implantacao):
    alheio = SignatarioFactory(
        instrumento=InstrumentoFactory(implantacao=nova_implantacao()), nome="Zélia"
    )
    pagina("termo", cidade.gerente, termo(signatario_1_id=alheio.pk))
    alheio.refresh_from_db()
    assert alheio.nome == "Zélia"
    assert cidade.implantacao.adesao_instrumentos.get().signatarios.count() == 1


@pytest.mark.parametrize("chave", ["signatario_9999_nome", "signatario_x_nome", "signatario_"])
def test_linhas_inventadas_nao_quebram(pagina, cidade, chave):
    assert pagina("termo", cidade.gerente, termo(**{chave: "x"})).status_code in (200, 302)


def test_nao_ha_acordo_antes_do_termo_assinado(pagina, cidade):
    resposta = pagina("acordo", cidade.gerente, acordo())
    assert "Registre antes a assinatura do termo" in erros(resposta)["__all__"]
    do_termo = InstrumentoFactory(implantacao=cidade.implantacao)
    SignatarioFactory(instrumento=do_termo, assinado_em=date(2026, 3, 24))
    resposta = pagina("acordo", cidade.gerente, acordo())
    assert "antes da assinatura do termo" in erros(resposta)["disponibilizado_em"]
    ana_liberada(cidade)
    dados = acordo(disponibilizado_em="2026-03-24")
    assert pagina("acordo", cidade.gerente, dados).status_code == 302
    assert cidade.item("acordo_disponibilizado").situacao == "pronto"


def test_cancelar_pela_pagina_reabre_o_item(pagina, cidade):
    pagina("termo", cidade.gerente, termo())
    dados = {"cancelado_em": "2026-03-20", "motivo": "Texto errado"}
    assert pagina("cancelar_termo", cidade.gerente, dados).status_code == 302
    assert cidade.item("termo_disponibilizado").situacao == "aberto"
    sem = pagina("cancelar_acordo", cidade.gerente, dados)
    assert "Não há instrumento" in erros(sem)["__all__"]


# --- Assinaturas e extrato


def com_termo(cidade):
    do_termo = InstrumentoFactory(implantacao=cidade.implantacao)
    return SignatarioFactory(instrumento=do_termo)


def test_assinatura_do_termo_com_copia(pagina, cidade):
    ana = com_termo(cidade)
    dados = {f"assinado_em_{ana.pk}": "2026-03-12", "comprovante": envio()}
    assert pagina("termo_assinado", cidade.representante, dados).status_code == 302
    ana.refresh_from_db()
    assert (ana.assinado_em, ana.comprovante.nome) == (date(2026, 3, 12), "termo.pdf")
    assert cidade.item("termo_assinado").em == date(2026, 3, 12)


def test_assinatura_com_data_impossivel_e_recusada_no_campo(pagina, cidade):
    campo = f"assinado_em_{com_termo(cidade).pk}"
    amanha = timezone.localdate() + timedelta(days=1)
    antes = erros(pagina("termo_assinado", cidade.representante, {campo: "2026-03-08"}))
    depois = erros(pagina("termo_assinado", cidade.representante, {campo: str(amanha)}))
    assert "antes de o documento" in antes[campo]
    assert "ainda não chegou" in depois[campo]


def test_assinatura_depois_da_posse_de_outra_pessoa_avisa_no_campo(pagina, cidade, client):
    ana = RepresentanteFactory(
        implantacao=cidade.implantacao, nome="Ana Prado", mandato_fim=date(2026, 3, 31)
    )
    assinatura = com_termo(cidade)
    Signatario.objects.update(representante=ana, assinado_em=date(2026, 3, 20))
    campo = f"assinado_em_{assinatura.pk}"

    def avisos(dia):
        resposta = pagina("termo_assinado", cidade.representante, {campo: dia})
        assert resposta.status_code == 302
        return [str(m) for m in client.get(resposta.url).context["messages"]][1:]

    assert avisos("2026-03-31") == []
    [aviso] = avisos("2026-04-01")
    assert "Ana Prado deixou o cargo em 31/03/2026" in aviso
    assert "registre a assinatura dela" in aviso
    no_campo = pagina("termo_assinado", cidade.representante).context["form"][campo]
    assert "campo__alerta" in no_campo.help_text
    assert "fora do mandato" in texto(
        pagina("instrumento", cidade.gestor_ti, args=[assinatura.instrumento_id])
    )


def test_a_posse_avisa_do_que_ficou_datado_depois_dela(pagina, cidade, client):
    ana = RepresentanteFactory(implantacao=cidade.implantacao, nome="Ana Prado")
    assinatura = com_termo(cidade)
    Signatario.objects.update(representante=ana, assinado_em=date(2026, 6, 2))
    posse = PREFEITA | {
        "nome": "Bia Reis",
        "email": "bia@exemplo.invalid",
        "mandato_inicio": "2026-06-01",
    }
    resposta = pagina("trocar_representante", cidade.gestor_sei, posse)
    avisos = [str(m) for m in client.get(resposta.url).context["messages"]][1:]
    assert len(avisos) == 1
    assert avisos[0].startswith(f"{assinatura.nome} em Termo de Adesão")


def test_sem_documento_a_pagina_de_assinaturas_explica(pagina, cidade):
    resposta = pagina("termo_assinado", cidade.representante)
    assert "ainda não está disponível" in texto(resposta)
    enviada = pagina("termo_assinado", cidade.representante, {})
    assert "os nomes aparecem aqui" in erros(enviada)["__all__"]


@pytest.mark.parametrize(
    ("nome", "trait", "em_nome"),
    [("acordo_assinado_sggd", "sggd", "sggd"), ("acordo_assinado_prodesp", "prodesp", "")],
)
def test_gerente_registra_as_assinaturas_do_estado(
    pagina, cidade, em_nome_de, nome, trait, em_nome
):
    com_termo(cidade)
    do_acordo = InstrumentoFactory(implantacao=cidade.implantacao, acordo=True)
    SignatarioFactory(instrumento=do_acordo)
    rui = SignatarioFactory(instrumento=do_acordo, **{trait: True})
    dados = {f"assinado_em_{rui.pk}": "2026-03-25"} | em_nome_de
    assert pagina(nome, cidade.gerente, dados).status_code == 302
    assert cidade.item(f"acordo_assinado_pela_{trait}").situacao == "pronto"
    assert Andamento.objects.get(tipo="fato_registrado").em_nome_de == em_nome


def test_extrato_pede_assinaturas_e_depois_link_ou_arquivo(pagina, cidade, em_nome_de):
    do_acordo = InstrumentoFactory(
        implantacao=cidade.implantacao, acordo=True, pelo_estado=date(2026, 3, 25)
    )
    ana = SignatarioFactory(instrumento=do_acordo)
    dados = {"veiculo": "Diário Oficial", "publicado_em": "2026-04-10"} | em_nome_de
    com_link = dados | {"link": "https://exemplo.invalid/1"}
    cedo = erros(pagina("extrato", cidade.gerente, com_link))
    assert "depois de todas as assinaturas" in cedo["__all__"]
    ana.assinado_em = date(2026, 3, 25)
    ana.save()
    assert "anexe a página" in erros(pagina("extrato", cidade.gerente, dados))["link"]
    antes = erros(pagina("extrato", cidade.gerente, com_link | {"publicado_em": "2026-03-24"}))
    assert "antes da última assinatura" in antes["publicado_em"]
    assert pagina("extrato", cidade.gerente, dados | {"arquivo": envio()}).status_code == 302
    assert PublicacaoDoExtrato.objects.get().arquivo.nome == "termo.pdf"
    assert cidade.item("extrato_publicado").em == date(2026, 4, 10)


def test_endereco_que_executa_codigo_e_recusado(pagina, cidade, em_nome_de):
    do_acordo = InstrumentoFactory(implantacao=cidade.implantacao, acordo=True)
    SignatarioFactory(instrumento=do_acordo, assinado=True)
    dados = {"veiculo": "Diário", "publicado_em": "2026-04-10", "link": "javascript:alert(1)"}
    assert "link" in erros(pagina("extrato", cidade.gerente, dados | em_nome_de))


def test_falta_de_signatario_aparece_na_primeira_linha(pagina, cidade):
    sem_ninguem = termo(signatario_1_nome="", signatario_1_cargo="")
    apontados = erros(pagina("termo", cidade.gerente, sem_ninguem))
    assert apontados == {
        "signatario_1_nome": "Informe ao menos uma pessoa que assina pelo município."
    }
