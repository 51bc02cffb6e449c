"""As páginas dos instrumentos e de cada assinatura, pelo cliente."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adesao.estados import Passo
from adesao.models import Instrumento, PublicacaoDoMunicipio, Signatario
from seicidades.fluxo.models import Andamento
from seicidades.municipios.models import InstalacaoSEI
from tests.adesao.factories import (
    CadastroExternoFactory,
    InstrumentoFactory,
    PublicacaoDoExtratoFactory,
    RepresentanteFactory,
    SignatarioFactory,
    TipoDeInstrumentoFactory,
)
from tests.adesao.test_assinaturas import passo
from tests.documentos.amostras import envio
from tests.factories import UsuarioFactory, VinculoFactory

DO_INSTRUMENTO = ["instrumento", "dados_do_instrumento", "participes", "plano", "publicacao"]
DO_INSTRUMENTO += ["fim_do_instrumento"]
DA_ASSINATURA = ["assinatura", "conferencia"]
SO_LEITURA = {"instrumento"}


@pytest.fixture
def ana(cidade):
    """Assina o termo; o cadastro dela está liberado."""
    prefeita = RepresentanteFactory(implantacao=cidade.implantacao, nome="Ana Prado")
    CadastroExternoFactory(representante=prefeita, liberado=True)
    termo = InstrumentoFactory(implantacao=cidade.implantacao, numero="12/2026")
    return SignatarioFactory(instrumento=termo, nome="Ana Prado", representante=prefeita)


@pytest.fixture
def acordo(cidade, ana):
    """Termo e acordo assinados por todos, o acordo publicado e com validade."""
    passo(ana, Passo.ASSINADA, date(2026, 3, 11))
    acordo = InstrumentoFactory(
        implantacao=cidade.implantacao, acordo=True, vigencia_meses=60, numero="3/2026"
    )
    SignatarioFactory(instrumento=acordo, assinado=True, nome="Ana Prado")
    SignatarioFactory(instrumento=acordo, assinado=True, sggd=True)
    SignatarioFactory(instrumento=acordo, assinado=True, prodesp=True)
    PublicacaoDoExtratoFactory(instrumento=acordo)
    return acordo


def erros(resposta) -> dict[str, str]:
    assert resposta.status_code == 200
    return {campo: " ".join(lista) for campo, lista in resposta.context["form"].errors.items()}


def texto(resposta) -> str:
    return resposta.content.decode()


def argumento(nome, ana):
    return (ana.pk,) if nome in DA_ASSINATURA else (ana.instrumento_id,)


# --- Acesso


@pytest.mark.parametrize("nome", DO_INSTRUMENTO + DA_ASSINATURA)
def test_estranho_recebe_404_e_quem_observa_so_le(pagina, ana, nome):
    args = argumento(nome, ana)
    assert pagina(nome, VinculoFactory().usuario, args=args).status_code == 404
    observador = UsuarioFactory(observador=True)
    assert pagina(nome, observador, args=args).status_code == 200
    if nome not in SO_LEITURA:
        assert pagina(nome, observador, {}, args=args).status_code == 403


@pytest.mark.parametrize("nome", DO_INSTRUMENTO + DA_ASSINATURA)
def test_objeto_de_outra_cidade_nao_existe_aqui(pagina, cidade, nova_implantacao, nome):
    alheia = SignatarioFactory(instrumento=InstrumentoFactory(implantacao=nova_implantacao()))
    assert pagina(nome, cidade.gerente, args=argumento(nome, alheia)).status_code == 404


@pytest.mark.parametrize("nome", DO_INSTRUMENTO + DA_ASSINATURA)
def test_todas_abrem_para_quem_gere_e_para_a_cidade(pagina, cidade, acordo, ana, nome):
    args = argumento(nome, ana)
    pessoas = (cidade.gerente, cidade.gestor_sei)
    assert [pagina(nome, p, args=args).status_code for p in pessoas] == [200, 200]


# --- Lista e ficha


def test_a_pagina_da_etapa_leva_a_lista(client, cidade):
    client.force_login(cidade.gestor_ti)
    etapa = client.get(reverse("fluxo:etapa", args=[cidade.implantacao.pk, "adesao"]))
    assert reverse("adesao:instrumentos", args=[cidade.implantacao.pk]) in texto(etapa)


def test_lista_vazia_explica(pagina, cidade):
    assert "Nenhum instrumento ainda" in texto(pagina("instrumentos", cidade.gestor_ti))


def test_lista_mostra_estado_validade_e_o_que_vem(pagina, cidade, acordo):
    lida = texto(pagina("instrumentos", cidade.gestor_sei))
    assert "Acordo de Cooperação Técnica 3/2026" in lida
    assert "vigente" in lida
    assert "25 de março de 2031" in lida or "25/03/2031" in lida
    assert "Registrar um instrumento" not in lida
    assert "Registrar um instrumento" in texto(pagina("instrumentos", cidade.gerente))


def test_cidade_que_espera_liberacao_le_que_nao_esta_atrasada(pagina, cidade, ana):
    passo(ana, Passo.LIBERADA, vale_ate=date(2026, 3, 10))
    lida = texto(pagina("instrumento", cidade.gestor_sei, args=(ana.instrumento_id,)))
    assert "liberação expirada" in lida
    assert "a cidade espera e não está atrasada" in lida


def test_ficha_leva_a_conferencia_do_sei_do_estado(pagina, cidade, ana):
    InstalacaoSEI.objects.update_or_create(
        orgao=None, defaults={"sigla": "SEI", "url_base": "https://sei.exemplo.invalid/sei"}
    )
    passo(ana, Passo.ASSINADA, date(2026, 3, 11))
    dados = {"codigo_verificador": "0470089", "crc": "64adcb9d", "conferido_em": "2026-03-12"}
    args = (ana.pk,)
    assert pagina("conferencia", cidade.gerente, dados, args=args).status_code == 302
    lida = texto(pagina("instrumento", cidade.gestor_sei, args=(ana.instrumento_id,)))
    assert "codigo_verificador=0470089" in lida
    assert "codigo_crc=64ADCB9D" in lida
    assert cidade.gerente.nome_publico in lida


# --- Minuta, dados, aditivo, renovação


def test_minuta_nova_guarda_so_o_que_ja_aconteceu(pagina, cidade):
    dados = {"tipo": TipoDeInstrumentoFactory().pk, "minuta_em": "2026-01-05"}
    resposta = pagina("novo_instrumento", cidade.gerente, dados)
    termo = Instrumento.objects.get()
    assert resposta.url.endswith(f"/instrumentos/{termo.pk}/")
    assert termo.disponibilizado_em is None
    assert cidade.item("termo_disponibilizado").situacao == "aberto"


def test_numero_de_outra_cidade_volta_com_o_que_se_escreveu(pagina, cidade, nova_implantacao):
    InstrumentoFactory(implantacao=nova_implantacao(), numero="12/2026")
    dados = {"tipo": TipoDeInstrumentoFactory().pk, "numero": "12/2026", "objeto": "Usar o SEI"}
    resposta = pagina("novo_instrumento", cidade.gerente, dados)
    assert "outra cidade" in erros(resposta)["numero"]
    assert "Usar o SEI" in texto(resposta)


def test_disponibilizar_sem_quem_assine_aponta_a_primeira_linha(pagina, cidade):
    dados = {
        "tipo": TipoDeInstrumentoFactory().pk,
        "processo_sei": "018.00012345/2024-39",
        "documento_sei": "6001234",
        "disponibilizado_em": "2026-03-09",
    }
    apontados = erros(pagina("novo_instrumento", cidade.gerente, dados))
    assert "pelo município" in apontados["assina_1_nome"]


def test_aditivo_pela_pagina_estende_o_acordo_quando_assinado(pagina, cidade, acordo):
    tipo = TipoDeInstrumentoFactory(outro=True)
    dados = {"tipo": tipo.pk, "estende_ate": "2031-03-26"}
    longe = pagina("novo_instrumento", cidade.gerente, dados, altera=acordo.pk)
    assert "cinco anos" in erros(longe)["estende_ate"]
    Instrumento.objects.filter(pk=acordo.pk).update(vigencia_meses=24)
    dados |= {"estende_ate": "2030-03-25", "assina_1_nome": "Ana", "assina_1_cargo": "Prefeita"}
    dados |= {"assina_1_parte": "municipio"}
    assert pagina("novo_instrumento", cidade.gerente, dados, altera=acordo.pk).status_code == 302
    assert acordo.aditivos.get().signatarios.get().nome == "Ana"


@pytest.mark.parametrize("consulta", ["x", "999999", "99999999999999"])
def test_aditivo_do_que_nao_existe_e_404(pagina, cidade, consulta):
    assert pagina("novo_instrumento", cidade.gerente, altera=consulta).status_code == 404


def test_renovacao_vem_com_o_que_se_sabe(pagina, cidade, acordo):
    form = pagina("novo_instrumento", cidade.gerente, sucede=acordo.pk).context["form"]
    assert form["processo_sei"].value() == acordo.processo_sei
    assert form["assina_1_nome"].value() == "Ana Prado"


def test_renovar_o_acordo_nao_reabre_a_etapa(pagina, cidade, acordo):
    dados = {"tipo": acordo.tipo_id, "vigencia_meses": "60"}
    assert pagina("novo_instrumento", cidade.gerente, dados, sucede=acordo.pk).status_code == 302
    assert cidade.item("acordo_disponibilizado").situacao == "pronto"


def test_dados_voltam_preenchidos_e_se_corrigem(pagina, cidade, ana):
    args = (ana.instrumento_id,)
    form = pagina("dados_do_instrumento", cidade.gerente, args=args).context["form"]
    assert form["numero"].value() == "12/2026"
    dados = {
        "tipo": ana.instrumento.tipo_id,
        "processo_sei": "018.00012345/2024-39",
        "documento_sei": "6001234",
        "disponibilizado_em": "2026-03-09",
        "vigencia_meses": "61",
        "assina_1_id": ana.pk,
        "assina_1_nome": "Ana Prado",
        "assina_1_cargo": "Prefeita",
        "assina_1_parte": "municipio",
    }
    muito = pagina("dados_do_instrumento", cidade.gerente, dados, args=args)
    assert "1 a 60 meses" in erros(muito)["vigencia_meses"]
    dados |= {"vigencia_meses": "60"}
    assert pagina("dados_do_instrumento", cidade.gerente, dados, args=args).status_code == 302
    assert Signatario.objects.get().pk == ana.pk


# --- Listas sem JavaScript


def participe(numero=1, **mudancas):
    dados = {
        "nome": "Município",
        "papel": "participe",
        "cnpj": "",
        "representante": "Ana Prado",
        "cargo": "Prefeita",
    }
    return {f"participe_{numero}_{n}": v for n, v in (dados | mudancas).items()}


def test_participe_sem_quem_o_represente_e_apontado_na_linha(pagina, cidade, ana):
    args = (ana.instrumento_id,)
    dados = participe(representante="") | participe(2, nome="")
    apontados = erros(pagina("participes", cidade.gerente, dados, args=args))
    assert "Falta: Representante do partícipe 1" in apontados["participe_1_representante"]
    assert "Complete a linha" in apontados["participe_2_nome"]
    assert pagina("participes", cidade.gerente, participe(), args=args).status_code == 302
    assert ana.instrumento.participes.get().representante == "Ana Prado"


def test_mais_linhas_guarda_o_que_se_escreveu_e_nao_grava(pagina, cidade, ana):
    args = (ana.instrumento_id,)
    dados = participe() | {"mais": "participe"}
    resposta = pagina("participes", cidade.gerente, dados, args=args)
    form = resposta.context["form"]
    assert resposta.status_code == 200
    assert form["participe_1_representante"].value() == "Ana Prado"
    assert "participe_7_nome" in form.fields
    assert not ana.instrumento.participes.exists()


def test_plano_de_trabalho_pela_pagina(pagina, cidade, ana):
    args = (ana.instrumento_id,)
    etapa = {
        "etapa_1_meta": "1",
        "etapa_1_descricao": "Treinar as pessoas",
        "etapa_1_responsavel": "Prefeitura",
        "etapa_1_inicio": "2026-04-01",
        "etapa_1_fim": "2026-03-01",
    }
    dados = {"meta_1_descricao": "Capacitar"} | etapa
    assert (
        "antes do início" in erros(pagina("plano", cidade.gerente, dados, args=args))["etapa_1_fim"]
    )
    sem_meta = dados | {"etapa_1_meta": "2", "etapa_1_fim": "2026-05-01"}
    apontados = erros(pagina("plano", cidade.gerente, sem_meta, args=args))
    assert "Não há meta 2" in apontados["etapa_1_meta"]
    dados |= {"etapa_1_fim": "2026-05-01"}
    assert pagina("plano", cidade.gerente, dados, args=args).status_code == 302
    lida = texto(pagina("instrumento", cidade.gestor_ti, args=args))
    assert "Meta 1: Capacitar" in lida
    assert "Treinar as pessoas" in lida
    form = pagina("plano", cidade.gerente, args=args).context["form"]
    assert form["etapa_1_inicio"].value() == date(2026, 4, 1)


def test_linha_sobe_com_o_que_se_escreveu_e_as_etapas_seguem_a_meta(pagina, cidade, ana):
    args = (ana.instrumento_id,)
    dados = {
        "meta_1_descricao": "Capacitar",
        "meta_2_descricao": "Regular",
        "etapa_1_meta": "2",
        "etapa_1_descricao": "Publicar o decreto",
    }
    resposta = pagina("plano", cidade.gerente, dados | {"mover": "meta_2_sobe"}, args=args)
    form = resposta.context["form"]
    nomes = ("meta_1_descricao", "meta_2_descricao", "etapa_1_meta", "etapa_1_descricao")
    assert [form[n].value() for n in nomes] == ["Regular", "Capacitar", "1", "Publicar o decreto"]
    assert not ana.instrumento.metas.exists()


@pytest.mark.parametrize(
    "pedido", ["meta_1_sobe", "meta_60_desce", "meta_x_sobe", "meta_1", "outra_1_desce"]
)
def test_mover_o_que_nao_ha_devolve_o_que_se_escreveu(pagina, cidade, ana, pedido):
    dados = {"meta_1_descricao": "Capacitar", "mover": pedido}
    resposta = pagina("plano", cidade.gerente, dados, args=(ana.instrumento_id,))
    assert resposta.status_code == 200
    assert resposta.context["form"]["meta_1_descricao"].value() == "Capacitar"


@pytest.mark.parametrize("chave", ["etapa_9999_descricao", "etapa_x", "etapa_"])
def test_linhas_inventadas_nao_quebram(pagina, cidade, ana, chave):
    dados = {"meta_1_descricao": "Capacitar", chave: "1"}
    args = (ana.instrumento_id,)
    assert pagina("plano", cidade.gerente, dados, args=args).status_code in (200, 302)


# --- Assinatura


def test_liberar_pela_pagina_e_de_novo_depois_de_expirar(pagina, cidade, ana):
    hoje = timezone.localdate()
    dados = {"passo": "liberada", "ocorreu_em": "2026-03-09", "validade_dias_uteis": "5"}
    assert pagina("assinatura", cidade.gerente, dados, args=(ana.pk,)).status_code == 302
    assert cidade.item("termo_disponibilizado").situacao == "aberto"
    dados |= {"ocorreu_em": str(hoje), "comprovante": envio()}
    assert pagina("assinatura", cidade.gerente, dados, args=(ana.pk,)).status_code == 302
    assert cidade.item("termo_disponibilizado").situacao == "pronto"
    lida = texto(pagina("assinatura", cidade.gestor_sei, args=(ana.pk,)))
    assert "vale até 16/03/2026" in lida
    assert "termo.pdf" in lida


def test_a_pessoa_registra_que_assinou_e_outra_nao(pagina, cidade, ana):
    dados = {"ocorreu_em": "2026-03-11"}
    args = (ana.pk,)
    assert pagina("assinatura", cidade.gestor_ti, dados, args=args, assinou="").status_code == 403
    sem_prova = pagina("assinatura", cidade.gerente, dados, args=args, assinou="")
    assert sem_prova.status_code == 200
    feita = pagina("assinatura", cidade.representante, dados, args=args, assinou="")
    assert feita.status_code == 302
    assert cidade.item("termo_assinado").em == date(2026, 3, 11)


def test_passo_impossivel_volta_no_campo(pagina, cidade, ana):
    amanha = str(timezone.localdate() + timedelta(days=1))
    dados = {"passo": "liberada", "ocorreu_em": amanha}
    futuro = pagina("assinatura", cidade.gerente, dados, args=(ana.pk,))
    assert "ainda não chegou" in erros(futuro)["ocorreu_em"]
    dados |= {"ocorreu_em": "2026-03-09", "vale_ate": "2026-03-08"}
    validade = pagina("assinatura", cidade.gerente, dados, args=(ana.pk,))
    assert "antes da liberação" in erros(validade)["vale_ate"]
    sem = erros(pagina("assinatura", cidade.gerente, {}, args=(ana.pk,)))
    assert set(sem) == {"passo", "ocorreu_em"}


def test_crc_que_nao_e_hexadecimal_volta_no_campo(pagina, cidade, ana):
    passo(ana, Passo.ASSINADA, date(2026, 3, 11))
    dados = {"codigo_verificador": "0470089", "crc": "ZZZZZZZZ"}
    resposta = pagina("conferencia", cidade.gerente, dados, args=(ana.pk,))
    assert "A a F" in erros(resposta)["crc"]
    assert "ZZZZZZZZ" in texto(resposta)


def test_os_eventos_nao_levam_nome_de_quem_assina(pagina, cidade, ana):
    dados = {"passo": "liberada", "ocorreu_em": "2026-03-09"}
    pagina("assinatura", cidade.gerente, dados, args=(ana.pk,))
    assert "Ana" not in str(list(Andamento.objects.values_list("dados", flat=True)))


# --- Publicação e fim


def test_o_municipio_publica_no_seu_diario(pagina, cidade, acordo):
    dados = {"veiculo": "Diário Oficial do Município", "publicado_em": "2026-03-24"}
    args = (acordo.pk,)
    dados |= {"link": "https://exemplo.invalid/2"}
    cedo = pagina("publicacao", cidade.representante, dados, args=args, de="municipio")
    assert "antes da última assinatura" in erros(cedo)["publicado_em"]
    dados |= {"publicado_em": "2026-03-27"}
    feita = pagina("publicacao", cidade.representante, dados, args=args, de="municipio")
    assert feita.status_code == 302
    assert PublicacaoDoMunicipio.objects.get().instrumento == acordo


def test_publicacao_sem_endereco_nem_pagina_e_recusada(pagina, cidade, acordo, em_nome_de):
    dados = {"veiculo": "Diário", "publicado_em": "2026-03-27"} | em_nome_de
    args = (acordo.pk,)
    for de in ("estado", "municipio"):
        sem_nada = pagina("publicacao", cidade.gerente, dados, args=args, de=de)
        assert "anexe a página" in erros(sem_nada)["link"]
    com_pagina = dados | {"arquivo": envio()}
    assert pagina("publicacao", cidade.gerente, com_pagina, args=args).status_code == 302


def test_rescindir_pela_pagina_encerra(pagina, cidade, acordo):
    dados = {"como": "rescindido", "em": "2026-05-04", "motivo": "As partes decidiram"}
    args = (acordo.pk,)
    assert pagina("fim_do_instrumento", cidade.gerente, dados, args=args).status_code == 302
    lida = texto(pagina("instrumento", cidade.gestor_sei, args=args))
    assert "encerrado" in lida
    assert "As partes decidiram" in lida


# --- Outra pessoa assume


def test_a_posse_diz_o_que_refazer(pagina, cidade, ana):
    passo(ana, Passo.LIBERADA)
    posse = {
        "nome": "Bia Reis",
        "cargo": "Prefeita",
        "email": "bia@exemplo.invalid",
        "mandato_inicio": "2026-06-01",
        "mandato_fim": "2028-12-31",
    }
    assert pagina("trocar_representante", cidade.gestor_sei, posse).status_code == 302
    lida = texto(pagina("instrumentos", cidade.gestor_sei))
    assert "Bia Reis pede o seu cadastro" in lida
    assert "libera a assinatura de Bia Reis" in lida
    assert Signatario.objects.ativos().get().nome == "Bia Reis"
