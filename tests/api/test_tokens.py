import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from seicidades.api.models import Token
from seicidades.api.servicos import criar_token, resumo_de, revogar_token
from seicidades.contas.models import Usuario
from tests.factories import UsuarioFactory

CAMINHO = "/api/v1/implantacoes/"


def pedir(segredo: str, palavra: str = "Bearer"):
    return Client().get(CAMINHO, headers={"Authorization": f"{palavra} {segredo}"})


# --- Guardar


@pytest.mark.django_db
def test_do_segredo_so_fica_o_resumo():
    token, segredo = criar_token(UsuarioFactory())

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM api_token t")
        linha = cursor.fetchone()[0]
    assert segredo not in linha
    assert segredo.removeprefix(token.prefixo) not in linha
    assert resumo_de(segredo) in linha
    assert segredo.startswith(token.prefixo)
    assert len(segredo) > 40
    assert segredo not in str(token)


@pytest.mark.django_db
def test_dois_tokens_nunca_sao_iguais():
    pessoa = UsuarioFactory()

    assert criar_token(pessoa)[1] != criar_token(pessoa)[1]


@pytest.mark.django_db
def test_o_banco_recusa_token_que_nasce_vencido_ou_guarda_outra_coisa():
    agora = timezone.now()
    certo = {"dono": UsuarioFactory(), "prefixo": "sei_x", "criado_em": agora}
    Token.objects.create(**certo, expira_em=agora + timedelta(1), resumo_do_segredo="a" * 64)

    for ruim in (
        {"expira_em": agora, "resumo_do_segredo": "b" * 64},
        {"expira_em": agora + timedelta(1), "resumo_do_segredo": "sei_segredo_em_claro"},
        {"expira_em": agora + timedelta(1), "resumo_do_segredo": "a" * 64},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Token.objects.create(**certo, **ruim)


@pytest.mark.django_db
@pytest.mark.parametrize("dias", [0, -1, 367])
def test_validade_fora_do_limite_e_recusada(dias):
    with pytest.raises(ValueError, match="1 a 366"):
        criar_token(UsuarioFactory(), dias=dias)


# --- Entrar


@pytest.mark.django_db
@pytest.mark.parametrize("palavra", ["Bearer", "bearer", "Token"])
def test_token_que_vale_entra(palavra):
    assert pedir(criar_token(UsuarioFactory())[1], palavra).status_code == 200


@pytest.mark.django_db
def test_token_vencido_revogado_inventado_ou_de_desativada_e_401():
    vencido, revogado, da_desativada = (criar_token(UsuarioFactory()) for _ in range(3))
    Token.objects.filter(pk=vencido[0].pk).update(
        criado_em=timezone.now() - timedelta(2), expira_em=timezone.now()
    )
    revogar_token(revogado[0])
    Usuario.objects.filter(pk=da_desativada[0].dono_id).update(is_active=False)

    respostas = {
        "Este token venceu": pedir(vencido[1]),
        "Este token foi revogado": pedir(revogado[1]),
        "Este token não existe": pedir(da_desativada[1]),
        "O cabeçalho Authorization": pedir("dois segredos"),
    }
    for comeco, resposta in respostas.items():
        assert resposta.status_code == 401
        assert resposta.json()["mensagem"].startswith(comeco)
        assert resposta["WWW-Authenticate"].startswith("Bearer")
    assert pedir("sei_inventado").status_code == 401
    assert pedir("\xe9").status_code == 401


@pytest.mark.django_db
def test_sem_se_identificar_e_401_em_json_e_nunca_desvio():
    for caminho in (
        CAMINHO,
        "/api/v1/implantacoes/3550308/",
        "/api/v1/implantacoes/3550308/andamentos/",
        "/api/v1/esquema/",
        "/api/v1/nao-ha/",
    ):
        resposta = Client().get(caminho)
        assert (resposta.status_code, resposta.json()["codigo"]) == (401, "nao_autenticado")
    assert Client().post("/api/v1/implantacoes/3550308/comandos/").status_code == 401


@pytest.mark.django_db
def test_o_ultimo_uso_se_anota_no_maximo_uma_vez_por_minuto():
    token, segredo = criar_token(UsuarioFactory())
    pedir(segredo)
    token.refresh_from_db()
    primeiro = token.ultimo_uso
    pedir(segredo)
    token.refresh_from_db()
    assert token.ultimo_uso == primeiro is not None

    Token.objects.update(ultimo_uso=primeiro - timedelta(minutes=5))
    pedir(segredo)
    token.refresh_from_db()
    assert token.ultimo_uso >= primeiro


@pytest.mark.django_db
def test_revogar_de_novo_nao_muda_a_data():
    token, _ = criar_token(UsuarioFactory())
    revogar_token(token)
    token.refresh_from_db()
    antes = token.revogado_em
    revogar_token(token)
    token.refresh_from_db()

    assert token.revogado_em == antes


# --- Sessão


def test_a_sessao_le_e_so_comanda_com_csrf(iniciada):
    navegador = Client(enforce_csrf_checks=True)
    navegador.force_login(iniciada.gestor_sei)
    caminho = f"{CAMINHO}{iniciada.orgao.municipio.codigo_ibge}/comandos/"
    corpo = {"comando": "concluir_item", "item": "oficio", "chave": "k"}

    assert navegador.get(CAMINHO).json()["count"] == 1
    sem = navegador.post(caminho, corpo, content_type="application/json")
    assert (sem.status_code, sem.json()["codigo"]) == (403, "sem_permissao")
    assert "X-CSRFToken" in sem.json()["mensagem"]
    assert iniciada.implantacao.seq == 1

    navegador.get(reverse("api:documentacao"))
    prova = next(c.value for nome, c in navegador.cookies.items() if "csrf" in nome)
    com = navegador.post(
        caminho, corpo, content_type="application/json", headers={"X-CSRFToken": prova}
    )
    assert com.status_code == 200


def test_sessao_do_estado_sem_segundo_fator_e_403_em_json(iniciada, settings):
    settings.EXIGE_SEGUNDO_FATOR = True
    navegador = Client()
    navegador.force_login(iniciada.gerente)

    resposta = navegador.get(CAMINHO)
    assert resposta.status_code == 403
    assert "segundo fator" in resposta.json()["mensagem"]
    assert navegador.get(reverse("paineis:carteira")).status_code == 302
    assert pedir(criar_token(iniciada.gerente)[1]).status_code == 200


# --- Comando e administração


@pytest.mark.django_db
def test_o_comando_mostra_o_segredo_uma_vez():
    pessoa = UsuarioFactory(gerente=True, email="gerente@exemplo.invalid")
    saida, avisos = StringIO(), StringIO()
    call_command("token", "Gerente@exemplo.invalid", dias=7, stdout=saida, stderr=avisos)

    segredo = saida.getvalue().strip()
    assert re.fullmatch(r"sei_[\w-]{43}", segredo)
    assert segredo not in avisos.getvalue()
    token = Token.objects.get()
    assert (token.dono, token.expira_em - token.criado_em) == (pessoa, timedelta(days=7))
    assert pedir(segredo).status_code == 200


@pytest.mark.django_db
def test_o_comando_recusa_quem_nao_ha_quem_esta_desativada_e_prazo_sem_fim():
    UsuarioFactory(email="fora@exemplo.invalid", is_active=False)
    UsuarioFactory(email="dentro@exemplo.invalid")

    for argumentos, trecho in (
        (["ninguem@exemplo.invalid"], "Não há pessoa"),
        (["fora@exemplo.invalid"], "desativada"),
        (["dentro@exemplo.invalid", "--dias", "9999"], "1 a 366"),
    ):
        with pytest.raises(CommandError, match=trecho):
            call_command("token", *argumentos)
    assert not Token.objects.exists()


def test_a_administracao_cria_mostra_uma_vez_e_revoga(admin_client):
    dono = UsuarioFactory(gerente=True)
    pagina = admin_client.get(reverse("admin:api_token_add"))
    assert pagina.status_code == 200

    criado = admin_client.post(
        reverse("admin:api_token_add"), {"dono": dono.pk, "nome": "Painel", "dias": 30}
    )
    [segredo] = re.findall(r"sei_[\w-]{43}", criado.content.decode())
    assert "no-store" in criado["Cache-Control"]
    token = Token.objects.get()
    assert (token.dono, token.nome, token.resumo_do_segredo) == (dono, "Painel", resumo_de(segredo))
    assert token.criado_por.is_staff

    lista = admin_client.get(reverse("admin:api_token_changelist"))
    ficha = admin_client.get(reverse("admin:api_token_change", args=[token.pk]))
    for resposta in (lista, ficha):
        assert segredo not in resposta.content.decode()
        assert token.resumo_do_segredo not in resposta.content.decode()
    assert pedir(segredo).status_code == 200

    admin_client.post(
        reverse("admin:api_token_changelist"),
        {"action": "revogar", "_selected_action": [token.pk]},
    )
    assert pedir(segredo).status_code == 401


def test_a_administracao_recusa_prazo_e_pessoa_que_nao_servem(admin_client):
    fora = UsuarioFactory(is_active=False)
    for dados in (
        {"dono": fora.pk, "dias": 30},
        {"dono": UsuarioFactory().pk, "dias": 9999},
    ):
        resposta = admin_client.post(reverse("admin:api_token_add"), dados)
        assert resposta.status_code == 200
    assert not Token.objects.exists()


def test_so_a_administracao_entra_nos_tokens(client, iniciada):
    for pessoa in (iniciada.gerente, iniciada.observador, iniciada.gestor_sei):
        client.force_login(pessoa)
        assert client.get(reverse("admin:api_token_changelist")).status_code in (302, 403)
